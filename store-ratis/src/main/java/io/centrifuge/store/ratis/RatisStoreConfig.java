package io.centrifuge.store.ratis;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * One member of one group.
 *
 * @param folder this member's data; no other process may use it
 * @param self this member's id, one of {@code members}; for the life of the folder
 * @param members all of the group, this one included; the same at every member
 * @param cluster what tells this group from any other; drawn by a group of one that is given none
 * @param create whether to begin a new store where the folder is empty. Only at the group's first
 *     start: a member that lost its disk and comes back under its old id never catches up
 *     (RATIS-2523), and would vote as if it had promised nothing
 * @param election how long a member hears nothing of its leader before it stands for election
 * @param limits of sizes and queues
 */
public record RatisStoreConfig(
        Path folder,
        String self,
        List<Member> members,
        Optional<UUID> cluster,
        boolean create,
        Election election,
        Limits limits) {

    /** In the id of a member, so that it can stand in Ratis' thread and metric names. */
    private static final String ID_PATTERN = "[A-Za-z0-9_-]{1,40}";

    public RatisStoreConfig {
        members = List.copyOf(members);
        Set<String> ids = new HashSet<>();
        for (Member member : members) {
            require(ids.add(member.id()), "members has the id \"%s\" twice", member.id());
            require(
                    member.port() > 0 || members.size() == 1,
                    "member \"%s\" has no port: only a group of one can do without",
                    member.id());
        }
        require(
                ids.contains(self),
                "self is \"%s\", which is not one of the members %s",
                self,
                ids);
        require(
                members.size() == 1 || cluster.isPresent(),
                "a group of %d members needs a cluster id: give all of them the same UUID",
                members.size());
    }

    /** A group of one that keeps its data in {@code folder}, on a free loopback port. */
    public static RatisStoreConfig single(Path folder) {
        return new RatisStoreConfig(
                folder,
                "m1",
                List.of(new Member("m1", "127.0.0.1", 0)),
                Optional.empty(),
                true,
                Election.SINGLE,
                Limits.DEFAULT);
    }

    /**
     * A member's place.
     *
     * @param port where it listens for other members; 0, for a group of one, is any free one
     */
    public record Member(String id, String host, int port) {
        public Member {
            require(
                    id.matches(ID_PATTERN),
                    "member id \"%s\" is not made of 1 to 40 of A-Z a-z 0-9 _ -",
                    id);
            require(!host.isBlank(), "member \"%s\" has no host", id);
            require(port >= 0 && port <= 65_535, "member \"%s\" has port %d", id, port);
        }
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

    boolean isSingle() {
        return members.size() == 1;
    }

    Member own() {
        return members.stream()
                .filter(member -> member.id().equals(self))
                .findFirst()
                .orElseThrow();
    }

    @SuppressWarnings("AnnotateFormatMethod") // would cost a dependency of every user
    private static void require(boolean holds, String format, Object... arguments) {
        if (!holds) {
            throw new IllegalArgumentException(String.format(format, arguments));
        }
    }
}
