using System.Text.Json;
using JusInfer.Portal.Tests.Gateway.Conformance.Speakers;

namespace JusInfer.Portal.Tests.Gateway.Conformance;

/// <summary>The rows of the matrix.</summary>
internal static class Capabilities
{
    private const string Chat = "openai-chat";
    private const string Messages = "anthropic-messages";
    private const string Responses = "openai-responses";
    private const string Any = "*";

    private const string ForeignCitation = "Anthropic refuses a conversation with citations that are not its own: the text stands without";

    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    private const string Pdf = "JVBERi0xLjQKJSVFT0Y=";

    private static readonly ToolUse Reads = new("toolu_01read", "read_file", """{"path":"a.txt"}""");
    private static readonly ToolUse Lists = new("toolu_02list", "list_files", """{"path":"/tmp/\"x\""}""");
    private static readonly Said Calling = new() { Text = "I will look. ", Calls = [Reads], Finish = "tool_calls" };

    public static IReadOnlyList<Capability> All { get; } =
    [
        new("Text", new Question(), new Said { Text = "It says: \"über\" \\ 😀\nand more." }) { Arrived = static (asked, read) => asked.Text == read.Text, Came = SameText },
        new("Multi-part content", new Question { MoreText = "And then?" }, Plain) { Arrived = static (asked, read) => Joined(read.Text, read.MoreText) == Joined(asked.Text, asked.MoreText), Came = SameText },
        new("System prompt", new Question { System = "Be brief." }, Plain) { Arrived = static (asked, read) => read.System == asked.System },
        new("Developer prompt", new Question { Developer = "Use tabs." }, Plain)
        {
            Arrived = static (asked, read) => read.Developer == asked.Developer || read.System == asked.Developer,
            Gaps = [Gap.NotSayable(Messages, "the dialect has system prompts alone")],
        },
        new("Image by URL", new Question { ImageUrl = "https://example.com/a.png" }, Plain) { Arrived = static (asked, read) => read.ImageUrl == asked.ImageUrl },
        new("Image as base64", new Question { ImageData = Png }, Plain) { Arrived = static (asked, read) => read.ImageData == asked.ImageData },
        new("PDF as base64", new Question { Document = Pdf }, Plain) { Arrived = static (asked, read) => read.Document == asked.Document },
        new("Tools offered", new Question { Tools = ["read_file", "list_files"] }, Plain) { Arrived = static (asked, read) => read.Tools.SequenceEqual(asked.Tools) },
        new("Tool call", new Question { Tools = ["read_file"] }, Calling) { Came = static (said, heard) => SameText(said, heard) && SameCalls(said, heard) },
        new("Parallel tool calls", new Question { Tools = ["read_file", "list_files"] }, Calling with { Calls = [Reads, Lists] }) { Came = SameCalls },
        new("Tool call without arguments", new Question { Tools = ["read_file"] }, Calling with { Calls = [Reads with { Arguments = "{}" }] }) { Came = SameCalls },
        new("One call at a time", new Question { Tools = ["read_file"], Parallel = false }, Plain) { Arrived = static (_, read) => read.Parallel is false },
        new("Tool choice: none", new Question { Tools = ["read_file"], Choice = "none" }, Plain) { Arrived = SameChoice },
        new("Tool choice: required", new Question { Tools = ["read_file"], Choice = "required" }, Plain) { Arrived = SameChoice },
        new("Tool choice: by name", new Question { Tools = ["read_file", "list_files"], Choice = "list_files" }, Plain) { Arrived = SameChoice },
        new("Tool results", new Question { Tools = ["read_file", "list_files"], Round = new Round([Reads, Lists], [new ToolOutcome(Reads.Id, "one"), new ToolOutcome(Lists.Id, "two\nlines")]) }, Plain) { Arrived = SameRound },
        new("Tool result in parts", new Question { Tools = ["read_file"], Round = new Round([Reads], [new ToolOutcome(Reads.Id, "one") { MoreText = "two" }]) }, Plain) { Arrived = SameRound },
        new("Tool result with an image", new Question { Tools = ["read_file"], Round = new Round([Reads], [new ToolOutcome(Reads.Id, "one") { ImageData = Png }]) }, Plain) { Arrived = static (asked, read) => read.Round?.Results[0].ImageData == asked.Round!.Results[0].ImageData },
        new("Failed tool result", new Question { Tools = ["read_file"], Round = new Round([Reads], [new ToolOutcome(Reads.Id, "no such file") { IsError = true }]) }, Plain)
        {
            Arrived = static (asked, read) => read.Round!.Results[0].IsError || read.Round.Results[0].Text.Contains("error", StringComparison.OrdinalIgnoreCase),
            Gaps = [Gap.NotSayable(Chat, "the dialect does not mark failures"), Gap.NotSayable(Responses, "the dialect does not mark failures")],
        },
        new("Custom tool", new Question { CustomTool = "apply_patch" }, new Said { CustomCall = new ToolUse("call_patch", "apply_patch", "*** Begin\n+\"x\""), Finish = "tool_calls" })
        {
            Arrived = static (asked, read) => read.CustomTool == asked.CustomTool,
            Came = static (said, heard) => heard.CustomCall == said.CustomCall,
            Gaps = [Gap.NotSayable(Messages, "the dialect has no tools of free text")],
        },
        new("JSON object", new Question { Format = "json_object", System = "Answer in JSON." }, new Said { Text = """{"path":"a.txt"}""" })
        {
            Arrived = static (_, read) => read.Format == "json_object",
            Came = SameText,
            Gaps = [Gap.NotSayable(Messages, "the dialect has schemas alone"), Gap.LeftOut(Any, Messages, "asked for in words: the dialect has schemas alone")],
        },
        new("JSON schema", new Question { Format = "json_schema" }, new Said { Text = """{"path":"a.txt"}""" }) { Arrived = static (_, read) => read.Format == "json_schema", Came = SameText },
        new("Stop sequences", new Question { Stop = ["END", "\n\n#"] }, new Said { Text = "A file.\n\n# END" })
        {
            Came = static (_, heard) => heard.Text == "A file.",
            Gaps = [Gap.NotSayable(Responses, "the dialect has no stop sequences")],
        },
        new("Temperature", new Question { Temperature = 0.25 }, Plain) { Arrived = static (asked, read) => read.Temperature == asked.Temperature },
        new("top_p", new Question { TopP = 0.5 }, Plain) { Arrived = static (asked, read) => read.TopP == asked.TopP },
        new("Seed", new Question { Seed = 7 }, Plain)
        {
            Arrived = static (asked, read) => read.Seed == asked.Seed,
            Gaps = [Gap.NotSayable(Messages, "the dialect has no seed"), Gap.NotSayable(Responses, "the dialect has no seed"), Gap.LeftOut(Any, Messages, "the dialect has no seed"), Gap.LeftOut(Any, Responses, "the dialect has no seed")],
        },
        new("Bound on output tokens", new Question { MaxTokens = 500 }, new Said { Text = "cut", Finish = "length" })
        {
            Arrived = static (asked, read) => read.MaxTokens == asked.MaxTokens,
            Came = static (_, heard) => heard.Finish == "length",
        },
        new("Reasoning effort", new Question { Effort = "medium" }, Plain) { Arrived = static (asked, read) => read.Effort == asked.Effort },
        new("Reasoning shown", new Question { Effort = "medium" }, new Said { Thought = "Let me see. \"Hm\".", Text = "Done." }) { Came = static (said, heard) => heard.Thought == said.Thought && SameText(said, heard) },
        new("Refusal", new Question(), new Said { Refusal = "I will not do that." }) { Came = static (said, heard) => heard.Refusal == said.Refusal || heard.Text == said.Refusal },
        new("Citation", new Question(), new Said { Text = "It is so.", CitedUrl = "https://example.com/page" }) { Came = static (said, heard) => heard.CitedUrl == said.CitedUrl && SameText(said, heard), Gaps = [Gap.LeftOut(Messages, Chat, ForeignCitation), Gap.LeftOut(Messages, Responses, ForeignCitation)] },
        new("Cache marker", new Question { System = "Be brief.", CacheMark = true }, Plain)
        {
            Arrived = static (_, read) => read.CacheMark,
            Gaps = [Gap.NotSayable(Responses, "the dialect has no markers"), Gap.LeftOut(Any, Responses, "the provider finds prefixes by itself"), Gap.LeftOut(Messages, Chat, "the provider finds prefixes by itself")],
        },
        new("Cached tokens told", new Question(), new Said { Text = "ok", Input = 1000, Cached = 800, Output = 7 }) { Came = static (said, heard) => (heard.Input, heard.Cached, heard.Output) == (said.Input, said.Cached, said.Output) },
        new("Reasoning tokens told", new Question(), new Said { Text = "ok", Output = 50, Reasoning = 30 })
        {
            Came = static (said, heard) => (heard.Output, heard.Reasoning) == (said.Output, said.Reasoning),
            Gaps = [Gap.LeftOut(Messages, Any, "the dialect counts them as output"), Gap.LeftOut(Any, Messages, "the dialect counts them as output")],
        },
        new("Log probabilities", new Question { Logprobs = true }, new Said { Text = "a", Logprobs = true })
        {
            Arrived = static (_, read) => read.Logprobs,
            Came = static (_, heard) => heard.Logprobs,
            Gaps = [Gap.NotSayable(Messages, "the dialect has none"), Gap.LeftOut(Any, Messages, "the dialect has none")],
        },
        new("Several answers (n)", new Question { Answers = 2 }, Plain)
        {
            Arrived = static (asked, read) => read.Answers == asked.Answers,
            Gaps = [Gap.NotSayable(Messages, "the dialect has one answer"), Gap.NotSayable(Responses, "the dialect has one answer"), Gap.Refused(Chat, Messages, "the dialect has one answer"), Gap.Refused(Chat, Responses, "the dialect has one answer")],
        },
        new("End user", new Question { User = "user-7" }, Plain) { Arrived = static (asked, read) => read.User == asked.User },
        new("Metadata", new Question { Metadata = "r-1" }, Plain)
        {
            Arrived = static (asked, read) => read.Metadata == asked.Metadata,
            Gaps = [Gap.NotSayable(Messages, "the dialect has the end user alone"), Gap.LeftOut(Any, Messages, "the dialect has the end user alone"), Gap.LeftOut(Responses, Chat, "Chat Completions takes it with stored completions alone")],
        },
        new("Error inside a stream", new Question(), new Said { Text = "Half an ans", Error = "the engine stopped" })
        {
            OfStreams = true,
            Came = static (said, heard) => SameText(said, heard) && heard.Error?.Contains(said.Error!, StringComparison.Ordinal) is true && !heard.IsWhole,
        },
    ];

    private static Said Plain => new() { Text = "A file." };

    private static bool SameText(Said said, Said heard) => heard.Text == said.Text;

    private static bool SameCalls(Said said, Said heard) => heard.Finish == "tool_calls" && SameUses(heard.Calls, said.Calls);

    private static bool SameUses(ToolUse[] seen, ToolUse[] expected) =>
        seen.Select(Plainly).SequenceEqual(expected.Select(Plainly));

    /// <summary>However its JSON is escaped.</summary>
    private static ToolUse Plainly(ToolUse use) => use with { Arguments = Json.Compact(JsonElement.Parse(use.Arguments)) };

    private static bool SameChoice(Question asked, Question read) => read.Choice == asked.Choice;

    private static bool SameRound(Question asked, Question read) =>
        read.Round is { } round && SameUses(round.Calls, asked.Round!.Calls)
        && round.Results.Select(static result => (result.Id, Joined(result.Text, result.MoreText))).SequenceEqual(asked.Round.Results.Select(static result => (result.Id, Joined(result.Text, result.MoreText))));

    /// <summary>Two parts, or one with an empty line between them: to a model it is the same.</summary>
    private static string Joined(string text, string? more) => more is null ? text : $"{text}\n\n{more}";
}
