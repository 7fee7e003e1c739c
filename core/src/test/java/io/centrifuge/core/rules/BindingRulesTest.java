package io.centrifuge.core.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.core.cluster.ClusterBinding;
import io.centrifuge.core.cluster.ClusterBinding.Verdict;
import io.centrifuge.core.cluster.ClusterRef;
import io.centrifuge.core.cluster.Introduction;
import io.centrifuge.core.cluster.ManagerList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** "One cluster": which answers a client acts on. */
class BindingRulesTest {
    private static final ClusterRef X = new ClusterRef(new UUID(1, 1), 0);
    private static final ClusterRef Y = new ClusterRef(new UUID(2, 2), 0);
    private static final ClusterRef RESTORED = new ClusterRef(X.id(), 7);
    private static final List<String> LIST = List.of("a:1", "b:1", "c:1");
    private static final long LATER = ClusterBinding.ASK_AGAIN_NANOS;

    private final ClusterBinding binding = new ClusterBinding(new ManagerList.Several(LIST));

    /** Of the manager at {@code self}; the cluster's managers are at these addresses. */
    private static Introduction who(ClusterRef cluster, String self, String... managers) {
        TreeMap<String, Optional<String>> all = new TreeMap<>();
        Arrays.stream(managers).forEach(address -> all.put("at " + address, Optional.of(address)));
        return new Introduction(cluster, "at " + self, all, Optional.empty());
    }

    private Verdict judge(Introduction who) {
        return judge(who, 0);
    }

    private Verdict judge(Introduction who, long now) {
        return binding.judge(who, LIST, now);
    }

    private void said(String address, Introduction who) {
        binding.said(address, who, 0);
    }

    private void boundToX() {
        Introduction x = who(X, "a:1", "a:1", "b:1", "c:1");
        said("a:1", x);
        said("b:1", who(X, "b:1", "a:1", "b:1", "c:1"));
        assertThat(judge(x)).isEqualTo(new Verdict.Act());
    }

    private static String refusal(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Refuse.class);
        return ((Verdict.Refuse) verdict).why();
    }

    private String stranger(Introduction who) {
        assertThat(binding.stranger(who)).isPresent();
        return binding.stranger(who).orElseThrow();
    }

    @Test
    void moreThanHalfMustBelongToIt() {
        Introduction x = who(X, "a:1", "a:1", "b:1", "c:1");
        said("a:1", x);
        assertThat(judge(x)).isEqualTo(new Verdict.Wait(List.of("b:1")));
        assertThat(judge(x)).isEqualTo(new Verdict.Wait(List.of())); // asked already
        said("b:1", who(X, "b:1", "a:1", "b:1", "c:1"));
        assertThat(judge(x)).isEqualTo(new Verdict.Act());
        assertThat(binding.bound()).contains(X);
    }

    @Test
    void halfIsNotEnough() {
        List<String> four = List.of("a:1", "b:1", "c:1", "d:1");
        ClusterBinding even = new ClusterBinding(new ManagerList.Several(four));
        Introduction x = who(X, "a:1", "a:1", "b:1");
        even.said("a:1", x, 0);
        even.said("b:1", who(X, "b:1", "a:1", "b:1"), 0);
        even.silent("c:1", 0);
        even.silent("d:1", 0);
        assertThat(even.judge(x, four, 0)).isInstanceOf(Verdict.Refuse.class);
    }

    @Test
    void oneThatIsSilentBelongsIfTheClusterSaysSo() {
        Introduction x = who(X, "a:1", "a:1", "b:1", "c:1");
        said("a:1", x);
        binding.silent("b:1", 0);
        assertThat(judge(x)).isEqualTo(new Verdict.Act());
    }

    @Test
    void oneThatIsSilentAndUnknownToTheClusterDoesNotBelong() {
        Introduction x = who(X, "a:1", "a:1");
        said("a:1", x);
        binding.silent("b:1", 0);
        binding.silent("c:1", 0);
        assertThat(refusal(judge(x)))
                .contains("of the 3 managers listed 1 belong to cluster " + X.id())
                .contains("b:1 doesn't answer, and isn't one of its own")
                .contains("list managers of one cluster");
    }

    /** That it may be silent has to be found out. */
    @Test
    void oneThatWasNotAskedDoesNotBelong() {
        Introduction x = who(X, "a:1", "a:1", "b:1", "c:1");
        said("a:1", x);
        assertThat(judge(x)).isInstanceOf(Verdict.Wait.class);
    }

    @Test
    void threeManagersOfThreeClustersBindNobody() {
        for (String address : LIST) {
            said(address, who(new ClusterRef(new UUID(address.charAt(0), 0), 0), address, address));
        }
        assertThat(refusal(judge(who(new ClusterRef(new UUID('a', 0), 0), "a:1", "a:1"))))
                .contains("b:1 belongs to 00000000-0000-0062")
                .contains("store create");
        assertThat(binding.bound()).isEmpty();
    }

    /** By another name than the cluster has for it. */
    @Test
    void oneThatSaysSoBelongsByWhateverNameItIsListed() {
        Introduction x = who(X, "10.0.0.1:1", "10.0.0.1:1", "10.0.0.2:1", "10.0.0.3:1");
        said("a:1", x);
        said("b:1", who(X, "10.0.0.2:1"));
        assertThat(judge(x)).isEqualTo(new Verdict.Act());
    }

    @Test
    void oneThatSaidSoAndWasRemovedBelongsNoMore() {
        boundToX();
        Introduction without = who(X, "a:1", "a:1", "c:1");
        assertThat(judge(without)).isEqualTo(new Verdict.Wait(List.of("c:1")));
        said("c:1", who(Y, "c:1", "c:1"));
        assertThat(refusal(judge(without)))
                .contains("b:1 belongs to " + X.id() + ", which doesn't count it");
    }

    @Test
    void oneThatSaidSoAndIsSilentNowStillBelongs() {
        boundToX();
        binding.silent("b:1", 0);
        assertThat(judge(who(X, "a:1", "a:1", "b:1"))).isEqualTo(new Verdict.Act());
    }

    @Test
    void oneThatSaidThatItIsAnotherClustersAndIsSilentNowDoesNotBelong() {
        Introduction x = who(X, "a:1", "a:1", "b:1");
        said("a:1", x);
        said("b:1", who(Y, "b:1", "b:1"));
        binding.silent("b:1", 0);
        binding.silent("c:1", 0);
        assertThat(judge(x)).isInstanceOf(Verdict.Refuse.class);
    }

    @Test
    void aBoundClientSpeaksToNoOtherCluster() {
        boundToX();
        Introduction y = who(Y, "c:1", "a:1", "b:1", "c:1");
        said("c:1", y);
        assertThat(stranger(y))
                .contains("cluster " + Y.id())
                .contains("this client to cluster " + X.id())
                .contains("take its address out of the list");
        assertThat(judge(y)).isInstanceOf(Verdict.Refuse.class);
        said("a:1", who(Y, "a:1", "a:1", "b:1", "c:1"));
        said("b:1", who(Y, "b:1", "a:1", "b:1", "c:1"));
        assertThat(judge(y, LATER)).isInstanceOf(Verdict.Refuse.class);
        assertThat(binding.bound()).contains(X);
    }

    @Test
    void aClientOfOneManagerIsNotToldToTakeItOutOfItsList() {
        ClusterBinding one = new ClusterBinding(new ManagerList.Single());
        List<String> known = List.of("a:1");
        one.said("a:1", who(X, "a:1", "a:1"), 0);
        assertThat(one.judge(who(X, "a:1", "a:1"), known, 0)).isEqualTo(new Verdict.Act());
        Introduction y = who(Y, "a:1", "a:1");
        one.said("a:1", y, 0);
        assertThat(refusal(one.judge(y, known, 0)))
                .contains("this client to cluster " + X.id())
                .contains("the manager there has another store than before")
                .contains("start this process again")
                .doesNotContain("list");
    }

    @Test
    void aStrangerAtAMinorityCostsNothing() {
        boundToX();
        said("c:1", who(Y, "c:1", "c:1"));
        assertThat(judge(who(X, "a:1", "a:1", "b:1"))).isEqualTo(new Verdict.Act());
    }

    @Test
    void aClientStopsWhereMoreThanHalfBelongToAnotherCluster() {
        boundToX();
        said("b:1", who(Y, "b:1", "b:1", "c:1"));
        said("c:1", who(Y, "c:1", "b:1", "c:1"));
        assertThat(judge(who(X, "a:1", "a:1", "b:1", "c:1"))).isInstanceOf(Verdict.Refuse.class);
        assertThat(binding.bound()).contains(X);
    }

    @Test
    void whatDidNotCountIsAskedAgainLater() {
        Introduction x = who(X, "a:1", "a:1");
        said("a:1", x);
        binding.silent("b:1", 0);
        binding.silent("c:1", 0);
        assertThat(judge(x, LATER - 1)).isInstanceOf(Verdict.Refuse.class);
        assertThat(judge(x, LATER)).isEqualTo(new Verdict.Wait(List.of("b:1")));
    }

    @Test
    void itPassesOverToAHigherHistoryOfItsClusterAlone() {
        boundToX();
        Introduction restored = who(RESTORED, "a:1", "a:1", "b:1");
        said("a:1", restored);
        assertThat(judge(restored, LATER)).isEqualTo(new Verdict.Wait(List.of("b:1")));
        said("b:1", who(RESTORED, "b:1", "a:1", "b:1"));
        assertThat(judge(restored)).isEqualTo(new Verdict.Act());
        assertThat(binding.bound()).contains(RESTORED);
        assertThat(stranger(who(X, "c:1", "c:1"))).contains("restore");
        assertThat(judge(who(X, "c:1", "a:1", "b:1", "c:1"))).isInstanceOf(Verdict.Refuse.class);
    }

    @Test
    void oneThatIsSilentSinceARestoreBelongsIfItsMemberIsStillCounted() {
        boundToX();
        Introduction restored = who(RESTORED, "a:1", "a:1", "b:1", "c:1");
        said("a:1", restored);
        assertThat(judge(restored)).isEqualTo(new Verdict.Wait(List.of("c:1")));
        binding.silent("b:1", 0);
        assertThat(judge(restored)).isEqualTo(new Verdict.Act());
        Introduction without = who(RESTORED, "a:1", "a:1");
        binding.silent("c:1", 0);
        assertThat(judge(without)).isInstanceOf(Verdict.Refuse.class);
    }

    @Test
    void aSingleNameStandsForAllThatAnswerBehindIt() {
        ClusterBinding one = new ClusterBinding(new ManagerList.Single());
        List<String> known = List.of("m (1)", "m (2)", "m (3)");
        Introduction x = who(X, "1", "1");
        one.said("m (1)", x, 0);
        assertThat(one.judge(x, known, 0)).isEqualTo(new Verdict.Wait(List.of("m (2)", "m (3)")));
        one.silent("m (2)", 0);
        one.said("m (3)", who(Y, "3", "3"), 0);
        assertThat(refusal(one.judge(x, known, 0))).contains("several clusters");
        assertThat(one.judge(x, known, LATER)).isEqualTo(new Verdict.Wait(List.of("m (3)")));
        one.said("m (3)", who(X, "3", "1", "3"), LATER);
        assertThat(one.judge(x, known, LATER)).isEqualTo(new Verdict.Act());
    }

    @Test
    void withAnIdItIsThatClusterWhateverTheListSays() {
        ClusterBinding given = new ClusterBinding(new ManagerList.WithId(X.id()));
        Introduction x = who(X, "a:1", "a:1");
        given.said("a:1", x, 0);
        assertThat(given.judge(x, LIST, 0)).isEqualTo(new Verdict.Act());
        assertThat(refusal(given.judge(who(Y, "b:1", "b:1"), LIST, 0)))
                .contains("told to use cluster " + X.id());
    }
}
