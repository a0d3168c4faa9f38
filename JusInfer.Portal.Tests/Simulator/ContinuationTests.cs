using System.Text.Json;
using System.Text.Json.Nodes;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Tests.Simulator;

/// <summary>A stream that was cut can be watched going on without a provider: the simulator says the rest of the very answer it would have given.</summary>
public sealed class ContinuationTests : IDisposable
{
    private const string Schema = """{"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer"}},"required":["name","age"]}""";

    private readonly SimulatedUpstream upstream = new();

    public static TheoryData<string> Requests => ["text", "exact reply", "call", "json", "schema"];

    public void Dispose() => upstream.Dispose();

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Cut_anywhere_it_repeats_the_end_and_says_the_rest(string kind)
    {
        var (request, format) = Of(kind);
        var whole = await upstream.AskAsync(request);
        var text = whole.Text();
        for (var cut = 1; cut <= text.Length; cut += 1 + (text.Length / 40))
        {
            if (char.IsHighSurrogate(text[cut - 1])) continue;
            var said = text[..cut];
            var rest = await upstream.AskAsync(GoingOn(request, said, ContinuationPrompt.For(said, format, tool: null).ToString()));

            rest.Text().ShouldBe(ContinuationPrompt.AnchorOf(said) + text[cut..], $"cut at {cut}");
            rest.Calls().Select(static call => (call.Name, call.Arguments)).ShouldBe(whole.Calls().Select(static call => (call.Name, call.Arguments)));
            rest.Finish().ShouldBe(whole.Finish());
        }
    }

    [Theory]
    [InlineData("text")]
    [InlineData("call")]
    public async Task Where_the_conversation_ends_with_its_own_words_it_goes_on_after_them(string kind)
    {
        var (request, _) = Of(kind);
        var whole = await upstream.AskAsync(request);
        var said = whole.Text()[..30];

        var rest = await upstream.AskAsync(GoingOn(request, said));

        rest.Text().ShouldBe(whole.Text()[30..]);
        rest.Calls().Count.ShouldBe(whole.Calls().Count);
    }

    [Fact]
    public async Task What_another_model_began_is_followed_by_the_whole_answer()
    {
        const string Said = "As a large language model I";
        var (request, format) = Of("text");
        var whole = await upstream.AskAsync(request);

        (await upstream.AskAsync(GoingOn(request, Said, ContinuationPrompt.For(Said, format, tool: null).ToString()))).Text().ShouldBe($"{Said}\n\n{whole.Text()}");
    }

    [Theory]
    [InlineData("not a schema")]
    [InlineData("[1]")]
    public async Task Words_that_only_look_like_the_gateways_are_a_users(string schema)
    {
        var (request, _) = Of("text");
        var prompt = new ContinuationPrompt("hello") { IsJson = true, Schema = schema };

        (await upstream.AskAsync(GoingOn(request, "hello", prompt.ToString()))).Text().ShouldContain("You wrote: “Your last message");
    }

    private static (JsonObject Request, OutputFormat Format) Of(string kind) => kind switch
    {
        "exact reply" => (Talk.Say("Reply with exactly: `one 😀 two \"three\"`"), OutputFormat.Text),
        "call" => (Talk.Say("Call the tool look_up.").Offering(Talk.Tool("look_up")), OutputFormat.Text),
        "json" => (Talk.Say("Who? In JSON.").With("response_format", JsonNode.Parse("""{"type":"json_object"}""")), OutputFormat.JsonObject),
        "schema" => (Talk.Say("Who?").With("response_format", JsonNode.Parse("""{"type":"json_schema","json_schema":{"name":"who","schema":SCHEMA}}""".Replace("SCHEMA", Schema))), new OutputFormat.JsonSchema(JsonElement.Parse(Schema))),
        _ => (Talk.Say("What is a monad?"), OutputFormat.Text),
    };

    /// <summary>As the gateway asks: without the format, which could only begin anew.</summary>
    private static JsonObject GoingOn(JsonObject request, string said, string? prompt = null)
    {
        var next = request.DeepClone().AsObject();
        next.Remove("response_format");
        next["messages"]!.AsArray().Add(Talk.Assistant(said));
        if (prompt is not null) next["messages"]!.AsArray().Add(Talk.User(prompt));
        return next;
    }
}
