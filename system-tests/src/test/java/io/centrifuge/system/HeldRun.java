package io.centrifuge.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A run of checks of one key, by one owner, that all said "held" under one number. Times are of
 * {@code System.nanoTime}, which all processes of a machine share here.
 *
 * @param firstReturned when the first check had returned
 * @param lastCalled when the last one was called
 */
record HeldRun(int key, long number, long firstReturned, long lastCalled) {
    static String encode(List<HeldRun> runs) {
        return runs.stream()
                .map(run -> "%d:%d:%d:%d"
                        .formatted(run.key, run.number, run.firstReturned, run.lastCalled))
                .collect(Collectors.joining(";", "runs ", ""));
    }

    static List<HeldRun> decode(String text) {
        List<HeldRun> runs = new ArrayList<>();
        String list = text.substring("runs".length()).strip();
        for (String run : list.isEmpty() ? new String[0] : list.split(";", -1)) {
            long[] part =
                    Arrays.stream(run.split(":", -1)).mapToLong(Long::parseLong).toArray();
            runs.add(new HeldRun((int) part[0], part[1], part[2], part[3]));
        }
        return runs;
    }

    /**
     * That no key was held by two owners at once, nor under a lower number after a higher one: each
     * check took effect between its call and its return.
     */
    static void assertExclusive(List<HeldRun> one, List<HeldRun> other) {
        for (HeldRun a : one) {
            for (HeldRun b : other) {
                if (a.key == b.key) {
                    assertThat(a.number).isNotEqualTo(b.number);
                    HeldRun earlier = a.number < b.number ? a : b;
                    HeldRun later = a.number < b.number ? b : a;
                    assertThat(earlier.lastCalled - later.firstReturned)
                            .as("%s was still held when %s was", earlier, later)
                            .isNegative();
                }
            }
        }
    }

    /**
     * The same of several owners, given what each has held; and that none held a key under a number
     * again under which it had ceased to hold it.
     */
    static void assertExclusive(List<List<HeldRun>> owners) {
        Map<Integer, List<HeldRun>> byKey = owners.stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparingLong(HeldRun::number)
                        .thenComparingLong(HeldRun::firstReturned))
                .collect(Collectors.groupingBy(HeldRun::key));
        for (List<HeldRun> runs : byKey.values()) {
            HeldRun latest = runs.getFirst();
            for (int i = 1; i < runs.size(); i++) {
                HeldRun next = runs.get(i);
                HeldRun before = runs.get(i - 1);
                assertThat(next.number)
                        .as("%s was held as %s before", next, before)
                        .isNotEqualTo(before.number);
                assertThat(latest.lastCalled - next.firstReturned)
                        .as("%s was still held when %s was", latest, next)
                        .isNegative();
                latest = next.lastCalled - latest.lastCalled > 0 ? next : latest;
            }
        }
    }
}
