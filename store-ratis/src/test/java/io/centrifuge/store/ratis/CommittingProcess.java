package io.centrifuge.store.ratis;

import io.centrifuge.core.state.LeaderWrite;
import io.centrifuge.manager.store.StoreEvent;
import io.centrifuge.protocol.security.ServerSecurity;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;

/** Proposes numbered records as fast as it can, and prints the number of each new one committed. */
public final class CommittingProcess {
    private CommittingProcess() {}

    /** Never takes a snapshot, so that a later life is told every record again. */
    static RatisStoreConfig config(Path folder) {
        RatisStoreConfig single = RatisStoreConfig.single(folder);
        return new RatisStoreConfig(
                folder,
                single.self(),
                true,
                true,
                single.election(),
                new RatisStoreConfig.Limits(4 << 20, 1024, 256, 1_000_000, 64 << 10),
                ServerSecurity.LOOPBACK);
    }

    public static void main(String[] arguments) throws Exception {
        long first = Long.parseLong(arguments[1]);
        Semaphore room = new Semaphore(200);
        // Not buffered: a line is out before the next event is taken.
        PrintStream out = new PrintStream(
                new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        try (RatisStore store = new RatisStore(config(Path.of(arguments[0])))) {
            store.start(event -> {
                if (event instanceof StoreEvent.Committed committed
                        && committed.record() instanceof LeaderWrite.Heartbeat beat
                        && beat.number() >= first) {
                    out.println(beat.number());
                    room.release();
                }
            });
            for (long number = first; !out.checkError(); number++) {
                room.acquire();
                store.propose(Records.heartbeat(number));
            }
        }
    }
}
