package io.centrifuge.system;

import io.centrifuge.LeaseTiming;
import io.centrifuge.ServiceName;
import io.centrifuge.manager.ManagerOptions;
import io.centrifuge.manager.ManagerServer;
import io.centrifuge.protocol.admin.StoreMember;
import io.centrifuge.protocol.security.ServerSecurity;
import io.centrifuge.store.ratis.RatisStore;
import io.centrifuge.store.ratis.RatisStoreConfig;

import java.nio.file.Path;
import java.time.Duration;

/** A manager in a process of its own, over the durable store. */
public final class ManagerProcess {
    private ManagerProcess() {}

    /** The timing as an argument of {@link #main}. */
    static String argument(LeaseTiming timing) {
        return "%d,%d,%d"
                .formatted(
                        timing.owner().toMillis(),
                        timing.manager().toMillis(),
                        timing.renewal().toMillis());
    }

    private static LeaseTiming timing(String argument) {
        String[] millis = argument.split(",", -1);
        return new LeaseTiming(millis(millis[0]), millis(millis[1]), millis(millis[2]), 1.2);
    }

    private static Duration millis(String text) {
        return Duration.ofMillis(Long.parseLong(text));
    }

    /**
     * Runs until its parent is gone.
     *
     * @param arguments the folder of its data, the host, the port, the timing; for a member of a
     *     group also its id, and its port and host for the others
     */
    public static void main(String[] arguments) throws Exception {
        ManagerOptions options = ManagerOptions.DEFAULT
                .withSecurity(ServerSecurity.INSECURE)
                .withHost(arguments[1])
                .withPort(Integer.parseInt(arguments[2]))
                .withLease(timing(arguments[3]));
        Path folder = Path.of(arguments[0]);
        RatisStoreConfig config = arguments.length == 4
                ? RatisStoreConfig.single(folder).grantingAtOnce()
                : RatisStoreConfig.member(
                        folder,
                        new StoreMember(
                                arguments[4], arguments[6], Integer.parseInt(arguments[5]), true),
                        ServerSecurity.INSECURE);
        HaltingStore store = new HaltingStore(new RatisStore(config));
        ManagerServer server = ManagerServer.start(options, store);
        var unused = server.halted().thenAccept(halt -> Commands.tell("halted " + halt));
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "end"));
        Commands.tell("listening");
        Commands.serve(words -> answer(server, store, words));
    }

    private static String answer(ManagerServer server, HaltingStore store, String[] words) {
        return switch (words[0]) {
            case "read" -> String.valueOf(server.view().storeRead());
            case "leading" -> String.valueOf(server.view().leading());
            case "term" -> String.valueOf(server.view().state().leader().term());
            case "lsn" ->
                String.valueOf(
                        server.view().state().table(new ServiceName(words[1])).lsn());
            case "sessions" -> String.valueOf(server.status().counters().ownerSessions());
            case "handled" -> String.valueOf(server.status().counters().requestsHandled());
            case "log" -> store.log().encode(words[1]);
            case "fill" -> new LogFiller(server, store, words[1]).fill(Integer.parseInt(words[2]));
            case "halt" -> {
                store.halt(HaltingStore.Plan.of(words[1], words[2], words[3]));
                yield "halts";
            }
            default -> throw new IllegalArgumentException(words[0]);
        };
    }
}
