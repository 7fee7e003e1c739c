package io.centrifuge.hotcalls;

import io.centrifuge.Hint;
import io.centrifuge.LeaseCheck;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The calls that every request makes, by the libraries that users call, on what a manager told
 * them. With {@code -prof gc} each must allocate 0 bytes.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 80, time = 25, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class HotCalls {
    @Benchmark
    public Hint lookupOfHash(Fleet fleet, AnyKeys any) {
        return fleet.lookup.lookupOfHash(any.keys.nextHash());
    }

    @Benchmark
    public Hint lookupOfBytes(Fleet fleet, AnyKeys any) {
        return fleet.lookup.lookup(any.keys.nextBytes());
    }

    @Benchmark
    public Hint lookupOfString(Fleet fleet, AnyKeys any) {
        return fleet.lookup.lookup(any.keys.nextString());
    }

    @Benchmark
    public LeaseCheck checkLeaseNowOfHash(Fleet fleet, HeldKeys held) {
        return fleet.owner.checkLeaseNowOfHash(held.keys.nextHash());
    }

    @Benchmark
    @Threads(2)
    public LeaseCheck checkLeaseNowOfHashByTwoThreads(Fleet fleet, HeldKeys held) {
        return fleet.owner.checkLeaseNowOfHash(held.keys.nextHash());
    }

    @Benchmark
    public LeaseCheck checkLeaseNowOfBytes(Fleet fleet, HeldKeys held) {
        return fleet.owner.checkLeaseNow(held.keys.nextBytes());
    }

    @Benchmark
    public LeaseCheck checkLeaseNowOfString(Fleet fleet, HeldKeys held) {
        return fleet.owner.checkLeaseNow(held.keys.nextString());
    }

    @Benchmark
    public boolean checkLeaseContinuousOfHash(Fleet fleet, HeldKeys held) {
        return fleet.owner.checkLeaseContinuousOfHash(held.keys.nextHash(), 5);
    }

    @Benchmark
    public boolean checkLeaseContinuousOfBytes(Fleet fleet, HeldKeys held) {
        return fleet.owner.checkLeaseContinuous(held.keys.nextBytes(), 5);
    }

    @Benchmark
    public boolean checkLeaseContinuousOfString(Fleet fleet, HeldKeys held) {
        return fleet.owner.checkLeaseContinuous(held.keys.nextString(), 5);
    }
}
