using System.Text.Json;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.Gemini;

/// <summary>Errors have Google's form: a numeric code, a status, and details with the reason.</summary>
public sealed class GeminiErrorTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    private const string Model = "test/small-1";

    [Theory]
    [InlineData(Model, "{}", 400, "'contents' is missing")]
    [InlineData(Model, "{", 400, "not valid JSON")]
    [InlineData(Model, """{"contents":"hi"}""", 400, "'contents' must be an array")]
    [InlineData(Model, """{"contents":["hi"]}""", 400, "'contents[0]' must be an object")]
    [InlineData(Model, """{"contents":[{"parts":[]}]}""", 400, "'contents' has no parts")]
    [InlineData(Model, """{"contents":[{"parts":[{}]}]}""", 400, "'contents[0].parts[0]' is empty, but must have text")]
    [InlineData(Model, """{"contents":[{"parts":[{"text":1}]}]}""", 400, "'contents[0].parts[0].text' must be a string")]
    [InlineData(Model, """{"contents":[{"role":"robot","parts":[{"text":"hi"}]}]}""", 400, "'contents[0].role' must be user or model")]
    [InlineData(Model, """{"contents":[{"parts":[{"functionResponse":{"name":"f","response":{}}}]}]}""", 400, "is the response to a function call")]
    [InlineData(Model, """{"contents":[{"parts":[{"text":"hi"}]}],"generationConfig":{"maxOutputTokens":0}}""", 400, "'generationConfig.maxOutputTokens'")]
    [InlineData(Model, """{"contents":[{"parts":[{"text":"hi"}]}],"generationConfig":{"candidateCount":2}}""", 400, "one candidate per call")]
    [InlineData(Model, """{"contents":[{"parts":[{"text":"hi"}]}],"generationConfig":{"responseLogprobs":true}}""", 400, "responseLogprobs")]
    [InlineData(Model, """{"contents":[{"parts":[{"text":"hi"}]}],"generationConfig":{"responseModalities":["AUDIO"]}}""", 400, "must be TEXT")]
    [InlineData(
        Model, """{"contents":[{"parts":[{"text":"hi"}]}],"generationConfig":{"responseMimeType":"text/x.enum"}}""", 400,
        "requires 'generationConfig.responseSchema'")]
    [InlineData(Model, """{"contents":[{"parts":[{"text":"hi"}]}],"generationConfig":{"thinkingConfig":{"thinkingLevel":"HARD"}}}""", 400, "must be MINIMAL, LOW")]
    [InlineData(Model, """{"contents":[{"parts":[{"text":"hi"}]}],"cachedContent":"cachedContents/1"}""", 400, "'cachedContent' names a cache")]
    [InlineData("test/frontier-1", """{"contents":[{"parts":[{"fileData":{"mimeType":"image/png","fileUri":"gs://a/b"}}]}]}""", 400, "must be an https URL")]
    [InlineData("test/frontier-1", """{"contents":[{"parts":[{"fileData":{"mimeType":"image/png","fileUri":"https://generativelanguage.googleapis.com/v1beta/files/1"}}]}]}""", 400, "uploaded to Google")]
    [InlineData("test/frontier-1", """{"contents":[{"parts":[{"inlineData":{"mimeType":"video/mp4","data":"AAAA"}}]}]}""", 400, "has the type video/mp4")]
    [InlineData("test/no-such", GeminiBody.Hello, 404, "no model 'test/no-such'")]
    public async Task A_rejection_says_what_is_wrong(string model, string body, int status, string message)
    {
        gateway.Alpha.Script();

        foreach (var path in (string[])[GeminiBody.Generate(model), GeminiBody.Stream(model)])
        {
            var answer = await (await gateway.Team.MintAsync()).PostAsync(path, body);

            answer.ShouldBe(status, answer.Code);
            answer["content-type"].ShouldBe("application/json");
            answer.Message.ShouldContain(message);
            answer.Error.GetProperty("code").GetInt32().ShouldBe(status);
            answer.Error.GetProperty("status").GetString().ShouldBe(status == 404 ? "NOT_FOUND" : "INVALID_ARGUMENT");
        }

        gateway.Alpha.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Above_a_limit_the_details_have_the_time_until_a_retry()
    {
        gateway.Alpha.Script(Replies.Json(ChatSse.Completion("ok")));
        var caller = await gateway.Team.MintAsync(new { name = "slow", rpm = 1 });
        (await caller.PostAsync(GeminiBody.Generate(Model), GeminiBody.Hello)).ShouldBe(200);

        var answer = await caller.PostAsync(GeminiBody.Generate(Model), GeminiBody.Hello);

        answer.ShouldBe(429, "RATE_LIMIT");
        answer.Error.GetProperty("status").GetString().ShouldBe("RESOURCE_EXHAUSTED");
        answer.Error.GetProperty("details")[1].GetProperty("retryDelay").GetString().ShouldBe($"{answer["retry-after"]}s");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_interrupted_stream_ends_with_the_error(bool isSse)
    {
        gateway.Alpha.Script(Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text("he")), Then.Pause, Then.Cut));
        var path = GeminiBody.Stream(Model);

        var answer = await (await gateway.Team.MintAsync()).PostAsync(isSse ? path : path[..^"?alt=sse".Length], GeminiBody.Hello, Caller.NotResumed);

        answer.ShouldBe(200);
        var items = isSse ? answer.Chunks : [.. JsonElement.Parse(answer.Body).EnumerateArray()];
        items[0].Parts().Text().ShouldBe("he");
        var error = items[^1].GetProperty("error");
        error.GetProperty("code").GetInt32().ShouldBe(502);
        error.GetProperty("status").GetString().ShouldBe("UNAVAILABLE");
        error.GetProperty("details")[0].GetProperty("reason").GetString().ShouldBe("UPSTREAM_ERROR");
        answer.Body.ShouldNotContain("finishReason");
        gateway.ResetHealth(Model);
    }

    [Fact]
    public async Task An_unknown_path_gets_an_error_in_Googles_form()
    {
        var answer = await (await gateway.Team.MintAsync()).PostAsync("/v1beta/models/gemini:embedContent", "{}");

        answer.ShouldBe(404, "NOT_FOUND");
        answer.Error.GetProperty("status").GetString().ShouldBe("NOT_FOUND");
    }
}
