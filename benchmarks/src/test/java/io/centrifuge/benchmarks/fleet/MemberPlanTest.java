package io.centrifuge.benchmarks.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class MemberPlanTest {
    private static FleetOptions.Size size(int owners, int lookups) {
        return new FleetOptions.Size(owners, lookups, FleetOptions.Size.wholeOf(lookups), 1, 0, 1);
    }

    @Test
    void everyOwnerHasAPlaceAndTheLastIsAlone() {
        List<MemberPlan.Owners> plans = MemberPlan.owners(size(1_201, 0));

        assertThat(plans)
                .extracting(plan -> plan.numbers().size())
                .containsExactly(500, 500, 200, 1);
        assertThat(plans.stream().flatMap(plan -> plan.numbers().stream()))
                .hasSize(1_201)
                .doesNotHaveDuplicates()
                .last()
                .isEqualTo(1_200);
        assertThat(MemberPlan.owners(size(1, 0))).hasSize(1);
    }

    @Test
    void everyLookupHasAPlaceInAHeapThatIsNotTooLarge() {
        FleetOptions.Size size = size(1_000, 10_000);
        List<MemberPlan.Lookups> plans = MemberPlan.lookups(size);

        assertThat(plans.stream().mapToInt(MemberPlan.Lookups::whole).sum()).isEqualTo(200);
        assertThat(plans.stream().mapToInt(MemberPlan.Lookups::watchers).sum()).isEqualTo(9_800);
        assertThat(plans).allSatisfy(plan -> assertThat(plan.heapMb()).isLessThan(2_500));
        int number = 0;
        for (MemberPlan.Lookups plan : plans) {
            assertThat(plan.first()).isEqualTo(number);
            number += plan.whole() + plan.watchers();
        }
        assertThat(MemberPlan.lookups(size(10, 0))).isEmpty();
    }

    @Test
    void oneLookupWatchesSoThatSizesAreMeasured() {
        assertThat(FleetOptions.Size.wholeOf(0)).isZero();
        assertThat(FleetOptions.Size.wholeOf(1)).isZero();
        assertThat(FleetOptions.Size.wholeOf(2_000)).isEqualTo(1_999);
        assertThat(FleetOptions.Size.wholeOf(2_001)).isEqualTo(200);
    }

    @Test
    void whatDoesNotFitIntoMemoryIsRefusedWithTheRemedy() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MemoryNeed.require(
                        new FleetOptions.Size(20_000, 100_000, 100_000, 1, 0, 1)))
                .withMessageContaining("MB are free: give fewer --owners, --lookups");
    }
}
