using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Routing.Sessions;

/// <summary>
/// Determines the domain of a session at its first user turn, from tool names, file types and verbs. Each signal counts once, so repeating words
/// does not change the result. A text without signals is <see cref="TaskDomain.Other"/>, for which no model is preferred.
/// </summary>
internal struct DomainSignals
{
    private bool hasTools;
    private bool editsCode;
    private bool searches;

    /// <summary>Adds a tool that the client offers.</summary>
    public void AddTool(ReadOnlySpan<byte> name)
    {
        hasTools = true;
        editsCode |= name.ContainsWord("edit"u8) || name.ContainsWord("write"u8) || name.ContainsWord("bash"u8) || name.ContainsWord("shell"u8)
            || name.ContainsWord("patch"u8) || name.ContainsWord("str_replace"u8) || name.ContainsWord("terminal"u8) || name.ContainsWord("exec_command"u8);
        searches |= name.ContainsWord("web"u8) || name.ContainsWord("search"u8) || name.ContainsWord("browse"u8) || name.ContainsWord("fetch"u8);
    }

    /// <param name="text">The system prompt and the first user message.</param>
    public readonly TaskDomain Domain(scoped in RequestText text)
    {
        var language = FileTypes.LanguageOf(text.LastUser);
        var isCode = editsCode || language is not null || text.Says("bash code block"u8) || text.Says("computer shell"u8);
        if (!isCode) return NotCode(text);

        var kind = WritesTests(text) ? TaskKind.Tests : Fixes(text) ? TaskKind.Fix : Builds(text) ? TaskKind.Build : TaskKind.Other;
        return kind == TaskKind.Other ? TaskDomain.Other : new TaskDomain(kind, language);
    }

    private readonly TaskDomain NotCode(scoped in RequestText text)
    {
        if (searches && !editsCode) return new TaskDomain(TaskKind.Research, null);
        return hasTools && (text.Says("customer"u8) || text.Says("agent policy"u8) || text.Says("reservation"u8) || text.Says("refund"u8))
            ? new TaskDomain(TaskKind.SupportTools, null)
            : TaskDomain.Other;
    }

    private static bool WritesTests(scoped in RequestText text) =>
        text.Asks("write tests"u8) || text.Asks("write unit tests"u8) || text.Asks("write a test"u8) || text.Asks("add tests"u8) || text.Asks("add unit tests"u8)
            || text.Asks("add a test"u8) || text.Asks("tests that reproduce"u8) || text.Asks("test coverage"u8) || text.Asks("tests for"u8);

    private static bool Fixes(scoped in RequestText text) =>
        text.Asks("fix"u8) || text.Asks("bug"u8) || text.Asks("issue"u8) || text.Asks("traceback"u8) || text.Asks("exception"u8) || text.Asks("regression"u8)
            || text.Asks("crash"u8) || text.Asks("fails"u8) || text.Asks("incorrect"u8) || text.Asks("pr_description"u8);

    private static bool Builds(scoped in RequestText text) =>
        text.Asks("implement"u8) || text.Asks("create"u8) || text.Asks("build"u8) || text.Asks("scaffold"u8) || text.Asks("develop"u8);
}
