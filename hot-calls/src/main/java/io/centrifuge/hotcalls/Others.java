package io.centrifuge.hotcalls;

import com.hazelcast.cluster.Member;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.helix.model.InstanceConfig;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How other libraries tell who has a key, with as many partitions as there are ranges. Helix is
 * asked for a hash, as {@link HotCalls#lookupOfHash}; Hazelcast for a String, as {@link
 * HotCalls#lookupOfString}, since it hashes what it is given.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 80, time = 25, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = { // what Hazelcast asks for at its start
            "--add-modules=java.se",
            "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-opens=java.management/sun.management=ALL-UNNAMED",
            "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED"
        })
public class Others {
    @Benchmark
    public List<InstanceConfig> helix(HelixTable helix, AnyKeys any) {
        return helix.table.getInstancesForResource(
                HelixTable.RESOURCE, helix.partition(any.keys.nextHash()), HelixTable.STATE);
    }

    @Benchmark
    public Member hazelcast(HazelcastMember hazelcast, AnyKeys any) {
        return hazelcast.partitions.getPartition(any.keys.nextString()).getOwner();
    }
}
