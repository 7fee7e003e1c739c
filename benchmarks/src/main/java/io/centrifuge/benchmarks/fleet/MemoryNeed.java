package io.centrifuge.benchmarks.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** How much memory a fleet may take, and how much there is. Stateless. */
final class MemoryNeed {
    private static final Path FREE = Path.of("/proc/meminfo");

    /** As the launcher starts them: a heap of 512 MB at most, and what the JVM has beside it. */
    private static final int MANAGER_MB = 700;

    private static final int STORE_MB = 500;

    private MemoryNeed() {}

    /**
     * Refuses a fleet for which there is too little.
     *
     * @throws IllegalArgumentException says how much, and the remedy
     */
    static void require(FleetOptions.Size size) {
        long needed = megabytes(size);
        long free = free();
        if (needed > free) {
            throw new IllegalArgumentException(
                    ("this fleet may take %,d MB of memory, and %,d MB are free: give fewer"
                                    + " --owners, --lookups or --whole-lookups")
                            .formatted(needed, free));
        }
    }

    static long megabytes(FleetOptions.Size size) {
        List<? extends MemberPlan> members = Stream.concat(
                        MemberPlan.owners(size).stream(), MemberPlan.lookups(size).stream())
                .toList();
        return members.stream()
                        .mapToLong(member -> member.heapMb() + MemberPlan.OVERHEAD_MB)
                        .sum()
                + (long) size.managers() * MANAGER_MB
                + (long) size.stores() * STORE_MB;
    }

    /** All of the world's where the system doesn't say. */
    private static long free() {
        try (Stream<String> lines = Files.lines(FREE)) {
            return lines.filter(line -> line.startsWith("MemAvailable:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1_024)
                    .findFirst()
                    .orElse(Long.MAX_VALUE);
        } catch (IOException unknown) {
            return Long.MAX_VALUE;
        }
    }
}
