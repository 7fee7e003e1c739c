package io.centrifuge.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.core.cluster.ClusterBinding.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/**
 * Clients with one list of addresses never act on two clusters at a time. That holds whatever runs
 * at those addresses, and whichever of them a client reaches. It needs one promise of operators:
 * they give an address to a cluster only when no other cluster counts it, and when every lease has
 * ended that was renewed while another did.
 */
class ClusterBindingPropertyTest {
    private static final int CLUSTERS = 3;

    /** What runs, and what is committed. */
    private static final class World {
        final SplittableRandom random;
        final List<String> list = new ArrayList<>();
        final List<TreeMap<String, String>> members = new ArrayList<>();
        final List<Client> clients = new ArrayList<>();
        long now;
        int ids;

        World(long seed) {
            random = new SplittableRandom(seed);
            int addresses = 2 + random.nextInt(4);
            for (int i = 0; i < addresses; i++) {
                list.add((char) ('a' + i) + ":1");
            }
            for (int i = 0; i < CLUSTERS; i++) {
                members.add(new TreeMap<>());
            }
            for (int i = 0; i < 4; i++) {
                clients.add(new Client(this));
            }
        }

        /** The cluster that counts the address; none counts one that another does. */
        @Nullable
        Integer countedBy(String address) {
            for (int cluster = 0; cluster < CLUSTERS; cluster++) {
                if (members.get(cluster).containsValue(address)) {
                    return cluster;
                }
            }
            return null;
        }

        Introduction from(int cluster, String member) {
            TreeMap<String, Optional<String>> managers = new TreeMap<>();
            // Some don't know their address, and some are listed by another name.
            members.get(cluster)
                    .forEach((id, address) -> managers.put(
                            id, id.hashCode() % 3 == 0 ? Optional.empty() : Optional.of(address)));
            return new Introduction(ref(cluster), member, managers, Optional.empty());
        }

        void step() {
            now += random.nextLong(ClusterBinding.ASK_AGAIN_NANOS);
            String address = list.get(random.nextInt(list.size()));
            Integer counted = countedBy(address);
            int kind = random.nextInt(20);
            if (kind < 2 && counted == null) {
                int cluster = random.nextInt(CLUSTERS);
                members.get(cluster).put("m" + ++ids, address);
            } else if (kind == 2 && counted != null) {
                members.get(counted).values().remove(address);
                // Before the address is used again, all have heard of it or their leases are over.
                clients.forEach(client -> client.hearsAgain(counted));
            } else {
                clients.get(random.nextInt(clients.size())).step(address);
            }
        }
    }

    private static ClusterRef ref(int cluster) {
        return new ClusterRef(new UUID(0, cluster), 0);
    }

    /** An owner: it acts on what it has leased. */
    private static final class Client {
        final World world;
        final ClusterBinding binding;

        @Nullable
        Integer actsOn;

        Client(World world) {
            this.world = world;
            this.binding = new ClusterBinding(new ManagerList.Several(world.list));
        }

        /** Asks the address, which may be out of reach, and judges what answers there. */
        void step(String address) {
            Integer cluster = world.countedBy(address);
            if (cluster == null || world.random.nextInt(3) == 0) {
                binding.silent(address, world.now);
                return;
            }
            String member = memberAt(cluster, address);
            Introduction who = world.from(cluster, member);
            binding.said(address, who, world.now);
            judge(cluster, who);
        }

        String memberAt(int cluster, String address) {
            return world.members.get(cluster).entrySet().stream()
                    .filter(member -> member.getValue().equals(address))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElseThrow();
        }

        void judge(int cluster, Introduction who) {
            Verdict verdict = binding.judge(who, world.list, world.now);
            if (verdict instanceof Verdict.Act) {
                actsOn = cluster;
            } else if (actsOn != null && actsOn == cluster) {
                actsOn = null;
            }
        }

        void hearsAgain(int cluster) {
            if (actsOn != null && actsOn == cluster) {
                judge(cluster, world.from(cluster, "the leader"));
            }
        }
    }

    @Property(tries = 2_000)
    void noTwoClientsActOnDifferentClusters(@ForAll long seed) {
        World world = new World(seed);
        for (int i = 0; i < 200; i++) {
            world.step();
            assertThat(world.clients.stream()
                            .filter(client -> client.actsOn != null)
                            .map(client -> client.actsOn)
                            .distinct())
                    .hasSizeLessThan(2);
        }
    }

    /** The test above sees clients that act. */
    @Property(tries = 20)
    void clientsDoAct(@ForAll long seed) {
        int acting = 0;
        for (int i = 0; i < 50; i++) {
            World world = new World(seed + i);
            for (int step = 0; step < 200; step++) {
                world.step();
                acting += (int) world.clients.stream()
                        .filter(client -> client.actsOn != null)
                        .count();
            }
        }
        assertThat(acting).isGreaterThan(100);
    }
}
