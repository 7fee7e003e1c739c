package io.centrifuge.system;

import io.centrifuge.core.time.LeaseTerms;
import io.centrifuge.manager.ManagerOptions;
import io.centrifuge.manager.ManagerServer;
import io.centrifuge.store.ratis.RatisStore;
import io.centrifuge.store.ratis.RatisStoreConfig;

import java.nio.file.Path;
import java.time.Duration;

/** A manager in a process of its own, over the durable store. */
public final class ManagerProcess {
    private ManagerProcess() {}

    /** The terms as an argument of {@link #main}. */
    static String argument(LeaseTerms terms) {
        return "%d,%d,%d"
                .formatted(
                        terms.owner().toMillis(),
                        terms.manager().toMillis(),
                        terms.renewal().toMillis());
    }

    private static LeaseTerms terms(String argument) {
        String[] millis = argument.split(",", -1);
        return new LeaseTerms(millis(millis[0]), millis(millis[1]), millis(millis[2]), 1.2);
    }

    private static Duration millis(String text) {
        return Duration.ofMillis(Long.parseLong(text));
    }

    /**
     * Runs until its parent is gone.
     *
     * @param arguments the folder of its data, the port, the terms; for a member of a group also
     *     its id and its port for the others
     */
    public static void main(String[] arguments) throws Exception {
        ManagerOptions options = ManagerOptions.DEFAULT
                .withPort(Integer.parseInt(arguments[1]))
                .withLease(terms(arguments[2]));
        Path folder = Path.of(arguments[0]);
        RatisStoreConfig config = arguments.length == 3
                ? RatisStoreConfig.single(folder)
                : RatisStoreConfig.member(
                        folder, arguments[3], "127.0.0.1", Integer.parseInt(arguments[4]));
        ManagerServer server = ManagerServer.start(options, new RatisStore(config));
        var unused = server.halted().thenAccept(halt -> Commands.tell("halted " + halt));
        Commands.tell("listening");
        Commands.serve(words -> String.valueOf(
                words[0].equals("read")
                        ? server.view().storeRead()
                        : server.view().leading()));
    }
}
