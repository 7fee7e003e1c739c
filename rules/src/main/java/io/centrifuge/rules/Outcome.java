package io.centrifuge.rules;

/** What a rule's test and its transcript did when the rule was removed. */
public record Outcome(boolean failedAsItMust, String what) {}
