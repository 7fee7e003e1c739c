package io.centrifuge.rules;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What is different between two sequences: the shortest script of changes (E. Myers, "An O(ND)
 * difference algorithm", 1986).
 */
final class Difference {
    /** Beyond so many insertions and deletions, all that lies between is taken as one change. */
    private static final int MOST = 4_000;

    private final int[] before;
    private final int[] after;

    private Difference(int[] before, int[] after) {
        this.before = before;
        this.after = after;
    }

    /** {@code [from, to)} of what was before became {@code [newFrom, newTo)}. */
    record Change(int from, int to, int newFrom, int newTo) {
        Change shifted(int by, int newBy) {
            return new Change(from + by, to + by, newFrom + newBy, newTo + newBy);
        }
    }

    /** The changes, in order; what is between two of them is the same. */
    static List<Change> between(List<String> before, List<String> after) {
        Map<String, Integer> numbers = new HashMap<>();
        Function<List<String>, int[]> numbered = texts -> texts.stream()
                .mapToInt(text -> numbers.computeIfAbsent(text, unused -> numbers.size()))
                .toArray();
        return new Difference(numbered.apply(before), numbered.apply(after)).changes();
    }

    private List<Change> changes() {
        int most = Math.min(before.length, after.length);
        int head = 0;
        while (head < most && before[head] == after[head]) {
            head++;
        }
        int tail = 0;
        while (tail < most - head
                && before[before.length - 1 - tail] == after[after.length - 1 - tail]) {
            tail++;
        }
        int to = before.length - tail;
        int newTo = after.length - tail;
        if (head == to && head == newTo) {
            return List.of();
        }
        return script(head, to, newTo);
    }

    /** Of {@code [head, to)} and {@code [head, newTo)}. */
    private List<Change> script(int head, int to, int newTo) {
        int most = Math.min(MOST, to - head + newTo - head);
        int[] reach = new int[2 * most + 3];
        List<int[]> trace = new ArrayList<>();
        for (int steps = 0; steps <= most; steps++) {
            for (int k = -steps; k <= steps; k += 2) {
                int x = furthest(reach, most + 1, steps, k);
                while (head + x < to
                        && head + x - k < newTo
                        && before[head + x] == after[head + x - k]) {
                    x++;
                }
                reach[most + 1 + k] = x;
                if (head + x >= to && head + x - k >= newTo) {
                    return back(trace, steps, head, to, newTo);
                }
            }
            int[] reached = new int[2 * steps + 1];
            System.arraycopy(reach, most + 1 - steps, reached, 0, reached.length);
            trace.add(reached);
        }
        return List.of(new Change(head, to, head, newTo));
    }

    private static int furthest(int[] reach, int middle, int steps, int k) {
        if (steps == 0) {
            return 0;
        }
        boolean down = k == -steps || (k != steps && reach[middle + k - 1] < reach[middle + k + 1]);
        return down ? reach[middle + k + 1] : reach[middle + k - 1] + 1;
    }

    /** Follows the way back from the end, and joins steps that touch. */
    private static List<Change> back(List<int[]> trace, int steps, int head, int to, int newTo) {
        List<Change> changes = new ArrayList<>();
        int k = (to - head) - (newTo - head);
        for (int step = steps; step > 0; step--) {
            int[] reached = trace.get(step - 1);
            int middle = step - 1;
            boolean down = k == -step
                    || (k != step && at(reached, middle + k - 1) < at(reached, middle + k + 1));
            int from = down ? k + 1 : k - 1;
            int x = at(reached, middle + from);
            int y = x - from;
            Change one = (down ? new Change(x, x, y, y + 1) : new Change(x, x + 1, y, y))
                    .shifted(head, head);
            Change next = changes.isEmpty() ? null : changes.getLast();
            if (next != null && next.from() == one.to() && next.newFrom() == one.newTo()) {
                changes.removeLast();
                one = new Change(one.from(), next.to(), one.newFrom(), next.newTo());
            }
            changes.add(one);
            k = from;
        }
        return changes.reversed();
    }

    /** Diagonals that weren't reached yet lie behind all others. */
    private static int at(int[] reached, int index) {
        return index < 0 || index >= reached.length ? -1 : reached[index];
    }
}
