package io.centrifuge.store.ratis;

import io.centrifuge.protocol.admin.StoreMember;
import io.centrifuge.protocol.security.ServerSecurity;

import java.nio.file.Path;
import java.time.Duration;

/**
 * One member of one group. Immutable.
 *
 * @param folder this member's data; no other process may use it
 * @param self this member; its id and address stay the same for the life of the folder
 * @param alone whether to begin a group of one where the folder is empty. Otherwise an empty folder
 *     waits to be told of its group, since a member that lost its disk and came back under its old
 *     id would vote as if it had promised nothing, and never catches up (RATIS-2523)
 * @param grantsAtOnce whether nothing can be leased that a store which begins here doesn't know of;
 *     otherwise it grants nothing for a manager's duration
 * @param election how long a member hears nothing of its leader before it stands for election
 * @param limits of sizes and queues
 * @param security of the connections between members; with TLS, only those may connect that the
 *     policy says are members
 */
public record RatisStoreConfig(
        Path folder,
        StoreMember self,
        boolean alone,
        boolean grantsAtOnce,
        Election election,
        Limits limits,
        ServerSecurity security) {

    public RatisStoreConfig {
        security.requireFits("the store's member " + self.id(), self.host());
        require(
                self.port() > 0 || alone,
                "member \"%s\" has no port: only a group of one can do without",
                self.id());
    }

    /** A group of one that keeps its data in {@code folder}, on a free loopback port. */
    public static RatisStoreConfig single(Path folder) {
        return new RatisStoreConfig(
                folder,
                new StoreMember("m1", "127.0.0.1", 0, true),
                true,
                false,
                Election.SINGLE,
                Limits.DEFAULT,
                ServerSecurity.LOOPBACK);
    }

    /** A member, on loopback, of a group that others than this process put together. */
    public static RatisStoreConfig member(Path folder, String id, String host, int port) {
        return member(folder, new StoreMember(id, host, port, true), ServerSecurity.LOOPBACK);
    }

    /** A member of a group that others than this process put together. */
    public static RatisStoreConfig member(Path folder, StoreMember self, ServerSecurity security) {
        return new RatisStoreConfig(
                folder, self, false, false, Election.GROUP, Limits.DEFAULT, security);
    }

    /** The same, protected so. */
    public RatisStoreConfig withSecurity(ServerSecurity other) {
        return new RatisStoreConfig(folder, self, alone, grantsAtOnce, election, limits, other);
    }

    /** The same; nothing can be leased that a store which begins here doesn't know of. */
    public RatisStoreConfig grantingAtOnce() {
        return new RatisStoreConfig(folder, self, alone, true, election, limits, security);
    }

    /** Each wait is drawn between {@code min} and {@code max}. */
    public record Election(Duration min, Duration max) {
        /** Of a group of one, which has nobody to wait for. */
        public static final Election SINGLE =
                new Election(Duration.ofMillis(20), Duration.ofMillis(40));

        /** Long enough that an ordinary pause of a process or a disk elects nobody. */
        public static final Election GROUP =
                new Election(Duration.ofSeconds(1), Duration.ofSeconds(2));

        public Election {
            require(
                    min.toMillis() > 0 && min.compareTo(max) < 0,
                    "election from %s to %s: give 0 < min < max",
                    min,
                    max);
        }
    }

    /**
     * Limits.
     *
     * @param recordBytes the biggest record, encoded
     * @param waiting how many proposals may wait to be handed to the log; more are dropped
     * @param inFlight how many may be handed to the log and not yet be answered
     * @param recordsPerSnapshot after how many log entries a snapshot is taken and the log cut;
     *     also what a restart replays at most
     * @param segmentBytes the size at which a file of the log is closed and a new one begun; the
     *     log is cut by whole files
     */
    public record Limits(
            int recordBytes, int waiting, int inFlight, int recordsPerSnapshot, int segmentBytes) {
        public static final Limits DEFAULT = new Limits(4 << 20, 1024, 256, 4096, 4 << 20);

        public Limits {
            require(recordBytes >= 1024, "recordBytes is %d: give at least 1024", recordBytes);
            require(
                    waiting > 0 && inFlight > 0,
                    "waiting is %d and inFlight %d: give at least 1",
                    waiting,
                    inFlight);
            require(
                    recordsPerSnapshot > 0,
                    "recordsPerSnapshot is %d: give at least 1",
                    recordsPerSnapshot);
            require(
                    segmentBytes >= 64 << 10,
                    "segmentBytes is %d: give at least 65536",
                    segmentBytes);
        }
    }

    @SuppressWarnings("AnnotateFormatMethod") // would cost a dependency of every user
    private static void require(boolean holds, String format, Object... arguments) {
        if (!holds) {
            throw new IllegalArgumentException(String.format(format, arguments));
        }
    }
}
