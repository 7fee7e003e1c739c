package io.centrifuge.core.transcript;

import io.centrifuge.core.cluster.ClusterBinding;
import io.centrifuge.core.cluster.ClusterBinding.Verdict;
import io.centrifuge.core.cluster.ClusterRef;
import io.centrifuge.core.cluster.Introduction;
import io.centrifuge.core.cluster.ManagerList;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Which clusters clients act on. A cluster is written as a capital letter, such as {@code X}, and
 * {@code X.1} after a restore; managers as {@code m1=a,m2=b}, or {@code m1} without an address.
 */
final class Bindings {
    private final Map<String, ClusterBinding> clients = new HashMap<>();
    private final Map<String, List<String>> lists = new HashMap<>();

    /** Such as {@code c lists a,b}, or {@code c judges X from m1 of m1=a}; what comes of it. */
    String act(Words words, long now) {
        String client = words.next();
        String verb = words.next();
        return switch (verb) {
            case "lists", "has", "uses" -> begin(client, verb, words);
            case "asks" -> ask(of(client), words, now);
            case "judges" -> judged(client, introduction(words), now);
            default -> throw new IllegalArgumentException("a client can't " + verb);
        };
    }

    private static String ask(ClusterBinding client, Words words, long now) {
        String address = words.next();
        if (words.take("silent")) {
            client.silent(address, now);
        } else {
            client.said(address, introduction(words), now);
        }
        return "";
    }

    private String begin(String client, String verb, Words words) {
        String what = words.next();
        ManagerList list = switch (verb) {
            case "lists" -> new ManagerList.Several(List.of(what.split(",", -1)));
            case "uses" -> new ManagerList.WithId(cluster(what).id());
            default -> new ManagerList.Single();
        };
        clients.put(client, new ClusterBinding(list));
        lists.put(client, List.of(what.split(",", -1)));
        return "";
    }

    private ClusterBinding of(String client) {
        ClusterBinding binding = clients.get(client);
        if (binding == null) {
            throw new IllegalArgumentException(client + " has no list of managers");
        }
        return binding;
    }

    private String judged(String client, Introduction who, long now) {
        return switch (of(client).judge(who, lists.get(client), now)) {
            case Verdict.Act act -> client + " acts on " + print(who.cluster());
            case Verdict.Wait wait ->
                client
                        + (wait.ask().isEmpty()
                                ? " waits"
                                : " asks " + String.join(",", wait.ask()) + " first");
            case Verdict.Refuse refuse -> client + " doesn't act on " + print(who.cluster());
        };
    }

    private static Introduction introduction(Words words) {
        ClusterRef cluster = cluster(words.next());
        String member = words.expect("from").next();
        TreeMap<String, Optional<String>> managers = new TreeMap<>();
        for (String manager : words.expect("of").next().split(",", -1)) {
            String[] parts = manager.split("=", 2);
            managers.put(parts[0], parts.length == 1 ? Optional.empty() : Optional.of(parts[1]));
        }
        return new Introduction(cluster, member, managers, Optional.empty());
    }

    private static ClusterRef cluster(String text) {
        String[] parts = text.split("\\.", 2);
        return new ClusterRef(
                new UUID(0, parts[0].charAt(0)), parts.length == 1 ? 0 : Long.parseLong(parts[1]));
    }

    private static String print(ClusterRef cluster) {
        String letter = String.valueOf((char) cluster.id().getLeastSignificantBits());
        return cluster.history() == 0 ? letter : letter + "." + cluster.history();
    }
}
