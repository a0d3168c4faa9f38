using System.Text.Json.Nodes;

namespace JusInfer.Portal.Tests.Simulator;

public sealed class ResponseStreamTests : IDisposable
{
    private readonly SimulatedUpstream upstream = new();

    public void Dispose() => upstream.Dispose();

    [Fact]
    [Trait("Promise", "P-1")]
    public async Task An_answer_says_first_of_all_that_it_is_simulated()
    {
        var answer = await upstream.AskAsync(Talk.Say("What is a monad?"));

        answer.Text().ShouldStartWith("[simulated]");
        answer.Text().ShouldContain("no model was asked");
        answer.Text().ShouldContain("What is a monad?");
        answer.Finish().ShouldBe("stop");
        answer["object"]!.GetValue<string>().ShouldBe("chat.completion");
        answer["model"]!.GetValue<string>().ShouldBe("sim/model");
        answer["id"]!.GetValue<string>().ShouldStartWith("chatcmpl-sim");
        answer["created"]!.GetValue<long>().ShouldBe(upstream.Clock.GetUtcNow().ToUnixTimeSeconds());
    }

    [Theory]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"hi"}]}""")]
    [InlineData("""{"model":"m","stream":true,"messages":[{"role":"user","content":"hi"}]}""")]
    [InlineData("no JSON")]
    public async Task Every_response_carries_the_header(string body)
    {
        using var response = await upstream.SendAsync(body);

        response.Headers.GetValues("x-jusinfer-simulated").ShouldBe(["true"]);
    }

    [Fact]
    public async Task A_long_prompt_is_not_echoed()
    {
        var prompt = string.Join(' ', Enumerable.Range(0, 5000).Select(i => $"word{i}"));

        (await upstream.AskAsync(Talk.Say(prompt))).Text().Length.ShouldBeLessThan(1000);
    }

    [Fact]
    public async Task The_same_request_gets_the_same_answer()
    {
        var first = await upstream.AskAsync(Talk.Say("Say something."));
        upstream.Clock.Advance(TimeSpan.FromHours(1));
        var second = await upstream.AskAsync(Talk.Say("Say something."));

        second["created"]!.GetValue<long>().ShouldBe(first["created"]!.GetValue<long>() + 3600);
        second["created"] = first["created"]!.DeepClone();
        second.ToJsonString().ShouldBe(first.ToJsonString());
    }

    [Theory]
    [InlineData("Reply with exactly: `PONG-17`", "PONG-17")]
    [InlineData("Reply with exactly \"all done\"", "all done")]
    [InlineData("Please answer only with “yes, sir”.", "yes, sir")]
    [InlineData("Say `hi` and nothing else", "hi")]
    [InlineData("When it is done, reply with exactly: `ALL-DONE-1`\n<turn-context>\nreply with exactly: `NO`\n</turn-context>", "ALL-DONE-1")]
    [InlineData("Reply with exactly: PONG and a bit", "PONG and a bit")]
    [InlineData("Respond with the word pong.", "pong")]
    [InlineData("First say `one`. In the end reply with exactly: `two`", "two")]
    public async Task An_exact_reply_stands_on_a_line_of_its_own(string wish, string reply)
    {
        var lines = (await upstream.AskAsync(Talk.Say(wish))).Text().Split('\n');

        lines[0].ShouldStartWith("[simulated]");
        lines[1..].ShouldBe([reply]);
    }

    [Fact]
    [Trait("Promise", "P-21")]
    public async Task Images_are_noticed()
    {
        var parts = JsonNode.Parse(
            """
            [{"type":"text","text":"What is on these?"},
             {"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo="}},
             {"type":"image_url","image_url":{"url":"https://example.com/cat.png"}}]
            """)!;
        var answer = await upstream.AskAsync(Talk.Of(Talk.User(parts)));

        answer.Text().ShouldContain("I saw 2 images");
        answer.Usage("prompt_tokens").ShouldBeGreaterThan(2 * 765);
    }

    [Fact]
    public async Task A_title_is_short()
    {
        var request = Talk.Of(
            Talk.System("You are a title generator. You output only a thread title."),
            Talk.User("Create the file notes.txt with three lines about the history of the abacus"));
        var text = (await upstream.AskAsync(request)).Text();

        text.ShouldStartWith("[simulated] Create the file notes.txt");
        text.ShouldContain("no model was asked");
        text.Length.ShouldBeLessThan(80);
    }

    [Fact]
    public async Task A_title_is_of_the_words_in_the_fence_and_does_not_do_what_they_ask_for()
    {
        var request = Talk.Of(
            Talk.System("Generate a short title (four words or less) for this conversation."),
            Talk.User("---BEGIN HINTS---\nfolder: w\n---END HINTS---\n\n---BEGIN USER MESSAGES---\nReply with exactly: `X`\n---END USER MESSAGES---"));

        (await upstream.AskAsync(request)).Text().ShouldBe("[simulated] Reply with exactly: `X` (no model was asked)");
    }

    [Fact]
    public async Task A_system_prompt_that_speaks_of_titles_and_summaries_does_not_make_every_answer_short()
    {
        var request = Talk.Of(Talk.System("You are a helpful assistant. Use titles where they help and end with a summary."), Talk.User("What is a monad?"));

        (await upstream.AskAsync(request)).Text().ShouldContain("You wrote: “What is a monad?”");
    }

    [Fact]
    public async Task A_summary_tells_how_long_the_conversation_is()
    {
        var request = Talk.Of(Talk.User("Find the bug"), Talk.Assistant("Found it."), Talk.User("Summarize this session."));

        (await upstream.AskAsync(request)).Text().ShouldBe("[simulated] No model was asked. 3 messages so far; it began with “Find the bug”.");
    }

    [Fact]
    public async Task Several_choices_are_given_where_asked_for()
    {
        var answer = await upstream.AskAsync(Talk.Say("hello").With("n", 3));

        var choices = answer["choices"]!.AsArray();
        choices.Select(choice => choice!["index"]!.GetValue<int>()).ShouldBe([0, 1, 2]);
        choices.Select(choice => choice!["message"]!["content"]!.GetValue<string>()).Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public async Task A_begun_answer_is_continued()
    {
        var whole = (await upstream.AskAsync(Talk.Say("hello there"))).Text();
        var rest = await upstream.AskAsync(Talk.Of(Talk.User("hello there"), Talk.Assistant(whole[..50])));

        (whole[..50] + rest.Text()).ShouldBe(whole);
    }

    [Fact]
    [Trait("Promise", "P-20")]
    public async Task A_json_object_is_one_and_says_that_it_is_simulated()
    {
        var format = new JsonObject { ["type"] = "json_object" };
        var answer = JsonNode.Parse((await upstream.AskAsync(Talk.Say("List three fruits as JSON.").With("response_format", format))).Text())!;

        answer["simulated"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Theory]
    [InlineData("""{"type":"object","properties":{"city":{"type":"string"},"degrees":{"type":"number"}},"required":["city","degrees"]}""", true)]
    [InlineData("""{"type":"object","properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false}""", false)]
    public async Task A_json_schema_is_satisfied_and_hinted_at_only_where_there_is_room(string schema, bool hinted)
    {
        var format = new JsonObject
        {
            ["type"] = "json_schema",
            ["json_schema"] = new JsonObject { ["name"] = "weather", ["strict"] = true, ["schema"] = JsonNode.Parse(schema) },
        };
        var text = (await upstream.AskAsync(Talk.Say("The weather in Paris?").With("response_format", format))).Text();

        var answer = JsonNode.Parse(text)!.AsObject();
        SchemaRules.Faults(answer, JsonNode.Parse(schema)!).ShouldBeEmpty();
        answer["city"]!.GetValue<string>().ShouldBe("Paris");
        answer.ContainsKey("simulated").ShouldBe(hinted);
    }
}
