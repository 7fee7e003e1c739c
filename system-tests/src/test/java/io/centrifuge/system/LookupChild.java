package io.centrifuge.system;

import io.centrifuge.testsupport.Eventually;

import java.nio.file.Path;
import java.util.List;

/** The test's side of a {@link LookupProcess}. */
final class LookupChild implements AutoCloseable {
    private final ChildProcess process;

    LookupChild(Host host, Path folder, String service, String managers) {
        process = ChildProcess.start(host, LookupProcess.class, folder, List.of(service, managers));
    }

    private long count(String command) {
        return Long.parseLong(process.ask(command));
    }

    /** Of its table. */
    long lsn() {
        return count("lsn");
    }

    /** How many keys have a known owner. */
    long findable() {
        return count("findable");
    }

    /** Of how many keys it has told the loss. */
    long lost() {
        return count("lost");
    }

    /** How many keys are with the owner at that address. */
    long at(String address) {
        return count("at " + address);
    }

    /** Waits until each owner has a share, and all keys are found where they are. */
    void awaitSettled(OwnerChild... owners) {
        Eventually.that("each has a share, and all keys are found where they are held", () -> {
            long found = 0;
            for (OwnerChild owner : owners) {
                long held = owner.held();
                if (held == 0 || at(owner.address) != held) {
                    return false;
                }
                found += held;
            }
            return found == Keys.COUNT;
        });
    }

    @Override
    public void close() {
        process.close();
    }
}
