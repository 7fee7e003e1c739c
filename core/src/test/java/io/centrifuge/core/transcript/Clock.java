package io.centrifuge.core.transcript;

import io.centrifuge.ClockReading;

/** Both clocks of one process. Until the script says otherwise they show the true time. */
final class Clock {
    private final Hand monotonic = new Hand();
    private final Hand wall = new Hand();

    private static final class Hand {
        private long ahead;
        private long stoppedAt;
        private boolean stopped;

        long read(long now) {
            return stopped ? stoppedAt : now + ahead;
        }

        void act(Words words, long now) {
            switch (words.next()) {
                case "stops" -> {
                    stoppedAt = read(now);
                    stopped = true;
                }
                case "runs" -> {
                    ahead = read(now) - now;
                    stopped = false;
                }
                case "jumps" -> {
                    long by = Notation.nanos(words.next());
                    ahead += by;
                    stoppedAt += by;
                }
                default ->
                    throw new IllegalArgumentException("a clock stops, runs, or jumps by a time");
            }
        }
    }

    ClockReading read(long now) {
        return new ClockReading(monotonic.read(now), wall.read(now));
    }

    /** Such as {@code monotonic stops}, or {@code wall jumps 1h}. */
    void act(Words words, long now) {
        if (words.take("wall")) {
            wall.act(words, now);
        } else {
            words.expect("monotonic");
            monotonic.act(words, now);
        }
    }
}
