package io.centrifuge.system;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The child's side of a {@link ChildProcess}: ends its process when its parent is gone. */
final class Commands {
    private static final Logger LOG = LoggerFactory.getLogger(Commands.class);

    private Commands() {}

    /** What a command does, and answers. */
    @FunctionalInterface
    interface Handler {
        String answer(String[] words) throws Exception;
    }

    /** Tells of something, at once and as a whole line. */
    static void tell(String line) {
        synchronized (System.out) {
            System.out.println(line);
            System.out.flush();
        }
    }

    /** Never returns. What a handler throws ends the process with status 1. */
    static void serve(Handler handler) throws Exception {
        Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> {
            LOG.error("A command fails.", failure);
            // Not exit: what runs in order at the end would hide that this failed.
            Runtime.getRuntime().halt(1);
        });
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            int space = line.indexOf(' ');
            tell("=" + line.substring(0, space) + " "
                    + handler.answer(line.substring(space + 1).split(" ", -1)));
        }
        Runtime.getRuntime().halt(0);
    }
}
