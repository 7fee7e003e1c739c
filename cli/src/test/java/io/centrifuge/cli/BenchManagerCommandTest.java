package io.centrifuge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.centrifuge.benchmarks.manager.ManagerBenchmark;
import io.centrifuge.benchmarks.manager.ManagerFigures;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchManagerCommandTest {
    private static final List<String> KEYS = List.of(
            "owners",
            "ranges",
            "cold_start_ms",
            "scale_out_ms",
            "scale_out_longest_event_ms",
            "renewal_us",
            "join_ms",
            "leave_ms",
            "expiry_ms",
            "takeover_ms",
            "longest_event_ms",
            "heap_mb");

    @Test
    void jsonIsOneLineWithEveryFigureAboveZero() throws Exception {
        StringWriter out = new StringWriter();
        new ManagerBenchReport(new PrintWriter(out)).json(figures(5));

        assertThat(out.toString().lines()).hasSize(1);
        JsonNode figures = new JsonMapper().readTree(out.toString());
        assertThat(figures.fieldNames()).toIterable().containsExactlyElementsOf(KEYS);
        assertThat(figures)
                .allSatisfy(figure -> assertThat(figure.doubleValue()).isPositive());
        assertThat(figures.get("owners").intValue()).isEqualTo(5);
        assertThat(figures.get("ranges").intValue()).isGreaterThan(200);
    }

    @Test
    void theTextFitsIn80ColumnsAndTellsOfEachFigure() {
        ManagerFigures few = figures(2);
        StringWriter one = new StringWriter();
        StringWriter growth = new StringWriter();
        new ManagerBenchReport(new PrintWriter(one)).one(few);
        new ManagerBenchReport(new PrintWriter(growth))
                .growth(List.of(few, figures(3), few, few, few));

        assertThat(one.toString())
                .contains("cold start", "renewal", "join", "leave", "expiry", "takeover")
                .contains("The longest event was a part of ", "Heap used");
        assertThat(growth.toString())
                .contains("cold start", "renewal", "join", "leave", "expiry", "takeover")
                .contains("longest event", "heap");
        assertThat((one.toString() + growth).lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThan(81));
    }

    private static ManagerFigures figures(int owners) {
        return new ManagerBenchmark(owners).measure(progress -> {});
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--owners=1 | --owners: owners must be from 2 to 20,000, but are 1",
                "--owners=20001 | --owners: owners must be from 2 to 20,000, but are 20,001",
                "--owners=-3 | --owners: owners must be from 2 to 20,000, but are -3",
                "--owners=many | \"many\" is no whole number up to 2147483647",
                "--jsno | did you mean \"--json\"?",
            })
    void whatCannotBeUsedIsNamed(String flag, String message) {
        Launcher.Result result = Launcher.plain().run("bench", "manager", flag);

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains(message);
        assertThat(result.out()).isEmpty();
    }
}
