package io.centrifuge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.simulation.RunResult;
import io.centrifuge.simulation.scenario.KeptFaults;
import io.centrifuge.simulation.scenario.Scenario;
import io.centrifuge.simulation.scenario.Sizes;
import io.centrifuge.simulation.world.RunCounters;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulateCommandTest {
    private static Launcher.Result simulate(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "simulate";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return Launcher.plain().run(all);
    }

    @Test
    void cleanSeedsExitWith0AndTellWhatWasDone() {
        Launcher.Result result = simulate("--seeds", "5", "--events", "2000");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out())
                .contains("5 seeds in ")
                .contains("owner-years")
                .contains("lease checks")
                .contains("hash of traces")
                .contains("a message is lost")
                .doesNotContain("BROKEN");
    }

    @Test
    void theSameSeedsGiveTheSameHash() {
        assertThat(hash(simulate("--seeds", "4", "--events", "1500")))
                .isEqualTo(hash(simulate("--seeds", "4", "--events", "1500")))
                .isNotEqualTo(hash(simulate("--seeds", "4", "--events", "1501")));
    }

    private static String hash(Launcher.Result result) {
        return result.out()
                .lines()
                .filter(line -> line.contains("hash of traces"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aTraceTellsOfEveryEventAndTheFlagsMakeTheWorldSmaller() {
        Launcher.Result result = simulate(
                "--seed",
                "3",
                "--events",
                "500",
                "--trace",
                "--services",
                "1",
                "--owners",
                "1",
                "--managers",
                "1",
                "--lookups",
                "1",
                "--terms",
                "fast",
                "--faults",
                "none",
                "--calm");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out())
                .contains("service-0.")
                .contains("takeover of term 1")
                .contains("trace hash ")
                .doesNotContain("service-1.")
                .doesNotContain("fault ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--seeds=0 | --seeds must be 1 or more, but is 0",
                "--seeds=x | \"x\" is no whole number up to 9223372036854775807",
                "--minutes=-1 | --minutes must be above 0, but is -1.0",
                "--events=-5 | --events must be 0 or more, but is -5",
                "--terms=fats | no terms are named \"fats\": standard, paper and fast are",
                "--rarely=0 | faults can come from 1 to 1,000,000 times more rarely, not 0.0",
                "--faults=3;4 | faults \"3;4\" don't parse",
                "--owners=0 | owners must be from 1 to 10,000, but are 0",
                "--trace --seeds=2 | --trace shows one seed",
            })
    void whatCannotBeUsedIsNamed(String flags, String message) {
        Launcher.Result result = simulate(flags.split(" "));

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains(message);
        assertThat(result.out()).isEmpty();
    }

    @Test
    void aBrokenGuaranteeIsToldWithSeedCommitAndHowToReplayIt() {
        Scenario whole = Scenario.of(42, 20_000);
        Scenario small = whole.withEvents(900)
                .with(new Sizes(1, 2, 1, 1, 1, 9))
                .with(KeptFaults.parse("3,17"))
                .with(whole.messages().calm());
        StringWriter out = new StringWriter();
        new SimulationReport(new PrintWriter(out, true))
                .failure(broken(whole), broken(small), " --terms fast", List.of("what was last"));

        assertThat(out.toString())
                .contains("what was last")
                .contains("BROKEN: G1 one owner, by seed 42 at commit ")
                .contains("two hold it")
                .contains("./centrifuge simulate --seed 42 --events 20000 ")
                .contains(" --faults all --terms fast\n")
                .contains("./centrifuge simulate --seed 42 --events 900 --services 1 --owners 2"
                        + " --managers 1 --lookups 1 --faults 3,17 --calm --terms fast --trace\n");
    }

    private static RunResult broken(Scenario scenario) {
        return new RunResult(
                scenario,
                new RunCounters(),
                1,
                20,
                Optional.of(new RunResult.Failure("G1 one owner", "two hold it", 5)));
    }
}
