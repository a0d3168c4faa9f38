namespace JusInfer.Portal.Gateway.Translation.Conversations;

/// <summary>
/// Reads a <c>tool_choice</c> in the form of any dialect, because clients send that of the neighbor too: a mode as a string or as the type
/// of an object, and a tool by its name, which is nested in Chat Completions.
/// </summary>
internal static class ToolChoiceReader
{
    /// <param name="choice">The choice: a string or an object.</param>
    /// <param name="problem">What is wrong with any other value, as the end of a sentence that begins with the path.</param>
    public static ToolChoice Read(BodyValue choice, string problem)
    {
        if (choice.IsString) return Mode(choice, problem);
        if (!choice.IsObject) throw choice.Fault(problem);
        return choice.Find("type") is { IsString: true } type && ModeOf(type.String()) is { } mode
            ? mode
            : ToolChoice.Named(NameIn(choice));
    }

    public static ToolChoice Mode(BodyValue mode, string problem) => ModeOf(mode.String()) ?? throw mode.Fault(problem);

    /// <summary>The name of a tool that a choice or an entry of a list of allowed tools names.</summary>
    public static string NameIn(BodyValue named) =>
        (named.Find("function") ?? named.Find("custom") ?? named).Require("name", "the tool's name").String();

    /// <summary>Whether an object in Anthropic's form excludes several calls at once.</summary>
    public static bool ExcludesParallelCalls(BodyValue? choice) =>
        choice is { IsObject: true } given && given.Find("disable_parallel_tool_use")?.Flag() is true;

    private static ToolChoice? ModeOf(string mode) => mode switch
    {
        "none" => ToolChoice.None,
        "auto" => ToolChoice.Auto,
        "required" or "any" => ToolChoice.Required,
        _ => null,
    };
}
