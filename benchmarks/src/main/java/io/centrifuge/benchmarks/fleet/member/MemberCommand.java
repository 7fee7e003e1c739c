package io.centrifuge.benchmarks.fleet.member;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

import java.util.List;

/** What a process of owners or lookups is told; a line of JSON each, answered by one. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "do")
@JsonSubTypes({
    @JsonSubTypes.Type(value = MemberCommand.StartOwners.class, name = "start-owners"),
    @JsonSubTypes.Type(value = MemberCommand.StopOwners.class, name = "stop-owners"),
    @JsonSubTypes.Type(value = MemberCommand.StartLookups.class, name = "start-lookups"),
    @JsonSubTypes.Type(value = MemberCommand.Report.class, name = "report")
})
public sealed interface MemberCommand {
    /** Starts the owners of these numbers, which don't run. */
    record StartOwners(List<Integer> numbers) implements MemberCommand {}

    /** Closes them, as a server that is restarted does; answered before they are closed. */
    record StopOwners(List<Integer> numbers) implements MemberCommand {}

    /**
     * Starts lookups; once.
     *
     * @param whole how many keep the table
     * @param watchers how many follow its LSN alone
     */
    record StartLookups(int first, int whole, int watchers) implements MemberCommand {}

    /**
     * Asks how they are.
     *
     * @param committed what was committed since the last question
     */
    record Report(List<CommitTime> committed) implements MemberCommand {}
}
