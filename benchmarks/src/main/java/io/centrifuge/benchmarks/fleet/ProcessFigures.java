package io.centrifuge.benchmarks.fleet;

import io.centrifuge.demo.cluster.TrialException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the system says of a process, in Linux' {@code /proc}. Stateless. */
final class ProcessFigures {
    /** Of the processor times there; the same on all Linux machines of today. */
    private static final double TICKS_A_SECOND = 100;

    /** Places after the name, which may have blanks. */
    private static final int USER_TICKS = 11;

    private static final int SYSTEM_TICKS = 12;

    private ProcessFigures() {}

    /** Processor time that it has used, its threads' and the system's for it; 0 if it is gone. */
    static double cpuSeconds(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return (Long.parseLong(words[USER_TICKS]) + Long.parseLong(words[SYSTEM_TICKS]))
                    / TICKS_A_SECOND;
        } catch (IOException gone) {
            return 0;
        }
    }

    static double cpuSeconds(List<Long> pids) {
        return pids.stream().mapToDouble(ProcessFigures::cpuSeconds).sum();
    }

    /** Resident memory; 0 if it is gone. */
    static double residentMb(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1_024.0)
                    .findFirst()
                    .orElse(0);
        } catch (IOException gone) {
            return 0;
        }
    }

    /** TCP connections that processes of this machine have tried to make since it started. */
    static long connectionsMade() throws TrialException {
        try {
            List<String> tcp = Files.readAllLines(Path.of("/proc/net/snmp")).stream()
                    .filter(line -> line.startsWith("Tcp: "))
                    .toList();
            List<String> names = List.of(tcp.getFirst().split(" ", -1));
            List<String> counts = List.of(tcp.getLast().split(" ", -1));
            return Long.parseLong(counts.get(names.indexOf("ActiveOpens")));
        } catch (IOException unreadable) {
            throw new TrialException("can't count connections: " + unreadable, unreadable);
        }
    }

    /** Of the last minute; below 0 where the system doesn't say. */
    static double load() {
        return java.lang.management.ManagementFactory.getOperatingSystemMXBean()
                .getSystemLoadAverage();
    }
}
