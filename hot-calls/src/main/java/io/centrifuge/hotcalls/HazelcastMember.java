package io.centrifuge.hotcalls;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.partition.PartitionService;

import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A member of Hazelcast, alone and on loopback, with a partition for each range. It looks for no
 * others and reports to nobody.
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls start() first
public class HazelcastMember {
    @Param("6400")
    public int ranges;

    PartitionService partitions;

    @Setup
    public void start() {
        Config config = new Config("bench")
                .setProperty("hazelcast.partition.count", String.valueOf(ranges))
                .setProperty("hazelcast.phone.home.enabled", "false")
                .setProperty("hazelcast.logging.type", "slf4j")
                .setProperty("hazelcast.socket.bind.any", "false");
        JoinConfig join = config.getNetworkConfig().getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        config.getNetworkConfig()
                .setPort(0)
                .getInterfaces()
                .setEnabled(true)
                .addInterface("127.0.0.1");
        partitions = Hazelcast.newHazelcastInstance(config).getPartitionService();
        partitions.getPartition("any").getOwner(); // the first such question assigns all
    }

    @TearDown(Level.Trial)
    public void stop() {
        Hazelcast.shutdownAll();
    }
}
