package io.centrifuge.benchmarks.fleet.member;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** Times that several threads note and one takes. */
public final class Latencies {
    private static final long LONGEST = TimeUnit.MINUTES.toNanos(30);
    private static final int DIGITS = 3;

    private final Recorder recorder = new Recorder(LONGEST, DIGITS);

    void add(long nanos) {
        recorder.recordValue(Math.min(Math.max(0, nanos), LONGEST));
    }

    /** What was noted since the last call, as text. */
    String take() {
        Histogram taken = recorder.getIntervalHistogram();
        ByteBuffer bytes = ByteBuffer.allocate(taken.getNeededByteBufferCapacity());
        int length = taken.encodeIntoCompressedByteBuffer(bytes);
        return Base64.getEncoder().encodeToString(java.util.Arrays.copyOf(bytes.array(), length));
    }

    /** To which what {@link #take} gave is added. */
    public static Histogram none() {
        return new Histogram(LONGEST, DIGITS);
    }

    /** What {@link #take} gave. */
    public static Histogram of(String text) {
        try {
            return Histogram.decodeFromCompressedByteBuffer(
                    ByteBuffer.wrap(Base64.getDecoder().decode(text)), 0);
        } catch (DataFormatException damaged) {
            throw new IllegalArgumentException("no histogram: " + text, damaged);
        }
    }
}
