package io.centrifuge.rules;

import java.util.Arrays;
import java.util.List;

/**
 * Which token of a source as it was is which of a source of today: what stayed, and names that
 * changed where nothing else did.
 */
final class Alignment {
    /** So many tokens on either side say whether a token is truly there, and not by chance. */
    private static final int AROUND = 6;

    private static final int NOWHERE = -1;

    final String file;
    final JavaTokens before;
    final JavaTokens today;
    private final int[] spots;

    /**
     * @param file today's, by its path
     */
    Alignment(String file, JavaTokens before, JavaTokens today) {
        this.file = file;
        this.before = before;
        this.today = today;
        this.spots = new int[before.size()];
        Arrays.fill(spots, NOWHERE);
        int at = 0;
        int newAt = 0;
        for (Difference.Change change : Difference.between(before.texts, today.texts)) {
            put(at, newAt, change.from() - at);
            if (isRenaming(change)) {
                put(change.from(), change.newFrom(), change.to() - change.from());
            }
            at = change.to();
            newAt = change.newTo();
        }
        put(at, newAt, before.size() - at);
    }

    private void put(int from, int newFrom, int tokens) {
        for (int at = 0; at < tokens; at++) {
            spots[from + at] = newFrom + at;
        }
    }

    private boolean isRenaming(Difference.Change change) {
        List<String> old = before.texts.subList(change.from(), change.to());
        List<String> now = today.texts.subList(change.newFrom(), change.newTo());
        return old.size() == now.size()
                && old.stream().allMatch(JavaTokens::isName)
                && now.stream().allMatch(JavaTokens::isName);
    }

    /** Whether it is known where a token is today. */
    boolean has(int token) {
        return token >= 0 && token < spots.length && spots[token] != NOWHERE;
    }

    /** Where a token is today, if {@link #has} it. */
    int spot(int token) {
        return spots[token];
    }

    /** Whether these tokens, at least one, are in one piece today. */
    boolean isWhole(int from, int to) {
        for (int at = from; at < to; at++) {
            if (!has(at) || spots[at] - spots[from] != at - from) {
                return false;
            }
        }
        return true;
    }

    /** Whether these tokens are in one piece today, and half of those around them still are. */
    boolean isSure(int from, int to) {
        if (!isWhole(from, to)) {
            return false;
        }
        int same = 0;
        int all = 0;
        for (int at = Math.max(0, from - AROUND); at < Math.min(before.size(), to + AROUND); at++) {
            if (at < from || at >= to) {
                all++;
                same += has(at) && spots[at] - spots[from] == at - from ? 1 : 0;
            }
        }
        return 2 * same >= all;
    }
}
