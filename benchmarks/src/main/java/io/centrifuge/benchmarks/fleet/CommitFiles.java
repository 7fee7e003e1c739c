package io.centrifuge.benchmarks.fleet;

import io.centrifuge.benchmarks.fleet.member.CommitTime;
import io.centrifuge.demo.cluster.TrialException;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What managers noted of records, each when the store told them of it. A record's time is the first
 * at which any manager was told, so it is never late. Used by one thread.
 */
final class CommitFiles {
    private final List<String> services;
    private final Map<File, Long> read = new HashMap<>();
    private final Map<Lsn, Commit> commits = new HashMap<>();
    private final NavigableMap<Long, Long> takeovers = new TreeMap<>();
    private final long[] newest;
    private long lastAt;

    private record Lsn(int service, long lsn) {}

    /** A record, and how many ranges it frees of owners that were silent for a lease's duration. */
    record Commit(CommitTime time, long expired) {}

    CommitFiles(List<String> services, long now) {
        this.services = services;
        this.newest = new long[services.size()];
        this.lastAt = now;
    }

    /** What has come since the last call, in no certain order. */
    List<Commit> read(List<File> files) throws TrialException {
        Map<Lsn, Commit> come = new LinkedHashMap<>();
        for (File file : files) {
            for (String line : linesOf(file)) {
                take(line.split(" ", -1), come);
            }
        }
        come.forEach((lsn, commit) -> {
            commits.put(lsn, commit);
            newest[lsn.service()] = Math.max(newest[lsn.service()], lsn.lsn());
            lastAt = Math.max(lastAt, commit.time().nanos());
        });
        return List.copyOf(come.values());
    }

    /** Whole lines that were not read yet. */
    private List<String> linesOf(File file) throws TrialException {
        if (!file.exists()) {
            return List.of();
        }
        try (RandomAccessFile reader = new RandomAccessFile(file, "r")) {
            long from = read.getOrDefault(file, 0L);
            byte[] bytes = new byte[(int) (reader.length() - from)];
            reader.seek(from);
            reader.readFully(bytes);
            String text = new String(bytes, StandardCharsets.US_ASCII);
            int end = text.lastIndexOf('\n') + 1;
            read.put(file, from + end);
            return text.substring(0, end).lines().toList();
        } catch (IOException unreadable) {
            throw new TrialException("can't read " + file, unreadable);
        }
    }

    private void take(String[] words, Map<Lsn, Commit> come) {
        if (words[0].equals("takeover")) {
            takeovers.merge(Long.parseLong(words[1]), Long.parseLong(words[2]), Math::min);
            return;
        }
        int service = services.indexOf(words[1]);
        Lsn lsn = new Lsn(service, Long.parseLong(words[2]));
        long nanos = Long.parseLong(words[3]);
        Commit commit =
                new Commit(new CommitTime(service, lsn.lsn(), nanos), Long.parseLong(words[4]));
        if (service >= 0 && !commits.containsKey(lsn)) {
            come.merge(
                    lsn,
                    commit,
                    (one, other) -> one.time().nanos() <= other.time().nanos() ? one : other);
        }
    }

    /** How many changes of all tables there were. */
    int changes() {
        return commits.size();
    }

    /** When the last of them was committed; when this was made, if there was none. */
    long lastAt() {
        return lastAt;
    }

    /** Of a service's table; 0 before the first change. */
    long newest(int service) {
        return newest[service];
    }

    /** Of all tables, by the services' order. */
    long[] newest() {
        return newest.clone();
    }

    /** When each term began, by its number. */
    NavigableMap<Long, Long> takeovers() {
        return takeovers;
    }
}
