package io.centrifuge.hotcalls;

import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.helix.model.ExternalView;
import org.apache.helix.model.InstanceConfig;
import org.apache.helix.model.LiveInstance;
import org.apache.helix.spectator.RoutingTableSnapshot;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Helix' routing table with an instance for each owner and a partition for each range, without
 * ZooKeeper. Helix leaves it to its users how a key becomes a partition's name; here the names are
 * ready, and a hash picks one as it picks the bare read's element.
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls fill() first
public class HelixTable {
    static final String RESOURCE = "bench";
    static final String STATE = "ONLINE";

    @Param("100")
    public int owners;

    @Param("6400")
    public int ranges;

    RoutingTableSnapshot table;
    private String[] names;

    @Setup
    public void fill() throws ReflectiveOperationException {
        names = IntStream.range(0, ranges)
                .mapToObj(partition -> RESOURCE + "_" + partition)
                .toArray(String[]::new);
        ExternalView view = new ExternalView(RESOURCE);
        for (int i = 0; i < ranges; i++) {
            view.setState(names[i], Ring.nameOf(i % owners), STATE);
        }
        List<InstanceConfig> instances =
                IntStream.range(0, owners).mapToObj(HelixTable::instance).toList();
        List<LiveInstance> live = IntStream.range(0, owners)
                .mapToObj(owner -> new LiveInstance(Ring.nameOf(owner)))
                .toList();
        table = snapshot(List.of(view), instances, live);
    }

    private static InstanceConfig instance(int owner) {
        InstanceConfig config = new InstanceConfig(Ring.nameOf(owner));
        config.setHostName("127.0.0.1");
        config.setPort(String.valueOf(10_000 + owner));
        return config;
    }

    /** Its provider makes it by the same constructors, which need a connection to be reached. */
    private static RoutingTableSnapshot snapshot(
            Collection<ExternalView> views,
            Collection<InstanceConfig> instances,
            Collection<LiveInstance> live)
            throws ReflectiveOperationException {
        Class<?> type = Class.forName("org.apache.helix.spectator.RoutingTable");
        var ofViews = type.getConstructor(Collection.class, Collection.class, Collection.class);
        ofViews.setAccessible(true);
        return RoutingTableSnapshot.class
                .getConstructor(type)
                .newInstance(ofViews.newInstance(views, instances, live));
    }

    String partition(long hash) {
        return names[(int) Math.unsignedMultiplyHigh(hash, names.length)];
    }
}
