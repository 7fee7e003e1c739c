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
     * @param arguments the folder of its data, the port, the terms
     */
    public static void main(String[] arguments) throws Exception {
        ManagerOptions options = ManagerOptions.DEFAULT
                .withPort(Integer.parseInt(arguments[1]))
                .withLease(terms(arguments[2]));
        ManagerServer server = ManagerServer.start(
                options, new RatisStore(RatisStoreConfig.single(Path.of(arguments[0]))));
        var unused = server.halted().thenAccept(halt -> Commands.tell("halted " + halt));
        Commands.tell("listening");
        Commands.serve(words -> String.valueOf(server.view().leading()));
    }
}
