package io.centrifuge.benchmarks.fleet.member;

import com.fasterxml.jackson.databind.json.JsonMapper;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;

/** The owners or lookups of a process. Used by one thread. */
interface Member {
    /** The answer to an order. */
    Map<String, Object> DONE = Map.of();

    /**
     * Does as it is told, and doesn't wait.
     *
     * @return what is answered, to be written as JSON
     */
    Object on(MemberCommand command);

    /**
     * Reads the setting and then commands, until standard input ends: when the process that began
     * this one has, however it ended. All other threads are daemons, so this process ends then.
     */
    static void run(Function<MemberSetting, Member> member) throws IOException {
        JsonMapper json = new JsonMapper();
        PrintStream answers = System.out;
        System.setOut(System.err); // what others print is no answer
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            String first = lines.readLine();
            if (first == null) {
                return;
            }
            Member told = member.apply(json.readValue(first, MemberSetting.class));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                answers.println(json.writeValueAsString(
                        told.on(json.readValue(line, MemberCommand.class))));
                answers.flush();
            }
        }
    }
}
