using JusInfer.Portal.Tests.Gateway;
using JusInfer.Portal.Tests.Gateway.Dialects.AnthropicMessages;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Suites;

/// <summary>Checks lists of models, counts, completions and errors against the types of the official SDKs.</summary>
[Suite]
public sealed class SmallAnswersTests(GatewayHost gateway, MessagesHost messages) : IClassFixture<GatewayHost>, IClassFixture<MessagesHost>
{
    private static readonly (string, string) Version = ("anthropic-version", "2023-06-01");

    [Fact]
    public async Task Lists_counts_and_completions_have_the_types_of_the_SDKs()
    {
        AnswerSchemas.SkipIfMissing();
        var (caller, claude) = (await gateway.Team.MintAsync(), await messages.Team.MintAsync());
        var (model, answers) = (GatewayHost.Frontier, new List<TypedAnswer>());
        void Add(string sdk, string type, GatewayAnswer answer)
        {
            answer.ShouldBe(200);
            answers.Add(new TypedAnswer(type, sdk, type, answer.Body));
        }

        Add("openai", "Models", await caller.GetAsync("/v1/models"));
        Add("openai", "OneModel", await caller.GetAsync($"/v1/models/{model}"));
        Add("anthropic", "Models", await caller.SendAsync(HttpMethod.Get, "/v1/models", content: null, Version));
        Add("anthropic", "OneModel", await caller.SendAsync(HttpMethod.Get, $"/v1/models/{model}", content: null, Version));
        Add("anthropic", "CountTokens", await caller.PostAsync("/v1/messages/count_tokens", Caller.Asking(model)));
        Add("openai", "InputTokens", await caller.PostAsync("/v1/responses/input_tokens", $$"""{"model":"{{model}}","input":"hi"}"""));
        var probe = $$"""{"model":"{{MessagesHost.Gpt}}","max_tokens":1,"messages":[{"role":"user","content":"quota"}]}""";
        Add("anthropic", "Messages", await claude.PostAsync(MessagesHost.Path, probe));

        gateway.Alpha.Script(
            Replies.Json(ChatSse.Completion("ab", ChatSse.OpenAiUsage)), Replies.Sse(ChatSse.Stream("a", "b")),
            Replies.Json(EmbeddingsWire.Floats([0.5f, 1f])));
        var prompt = $"{{\"model\":\"{model}\",\"prompt\":\"hi\"";
        Add("openai", "Completions", await caller.PostAsync("/v1/completions", $"{prompt}}}"));
        var stream = await caller.PostAsync("/v1/completions", prompt + ""","stream":true,"stream_options":{"include_usage":true}}""");
        answers.AddRange(stream.Chunks.Select(static chunk => new TypedAnswer("stream", "openai", "CompletionsChunk", chunk.GetRawText())));
        var embedding = """{"model":"test/embedding","input":"hi","encoding_format":"float"}""";
        Add("openai", "Embeddings", await caller.PostAsync("/v1/embeddings", embedding));

        await AnswerSchemas.ShouldConformAsync("small answers", answers);
    }

    [Fact]
    public async Task Errors_have_the_types_of_the_SDKs()
    {
        AnswerSchemas.SkipIfMissing();
        var caller = await gateway.Team.MintAsync();
        var limited = await gateway.Team.MintAsync(new { name = "limited", models = new[] { GatewayHost.Small } });
        var poor = await gateway.Team.MintAsync(new { name = "poor", monthly_cap_usd = 0.000001m });
        var slow = await gateway.Team.MintAsync(new { name = "slow", rpm = 1 });
        var revoked = new Caller(gateway.Portal.Http, "", "jinf_unknown");
        var answers = new List<TypedAnswer>();
        foreach (var path in (string[])["/v1/chat/completions", "/v1/responses", "/v1/messages"])
        {
            var sdk = path == "/v1/messages" ? "anthropic" : "openai";
            async Task FailAsync(string what, int status, Caller from, string body, HttpMethod? method = null, string? at = null)
            {
                var answer = await from.SendAsync(method ?? HttpMethod.Post, at ?? path, new StringContent(body));
                answer.Status.ShouldBe(status, $"{what} at {path}: {answer.Body}");
                answers.Add(new TypedAnswer($"{what} at {path}", sdk, "Failure", answer.Body));
            }

            var asking = path == "/v1/responses"
                ? $$"""{"model":"{{GatewayHost.Frontier}}","input":"hi"}"""
                : Caller.Asking(GatewayHost.Frontier, extra: ",\"max_tokens\":900");
            gateway.Alpha.Always(static _ => Replies.Json("""{"error":{"message":"no","type":"x","param":"messages","code":null}}""", 422));
            await FailAsync("not JSON", 400, caller, "{");
            await FailAsync("no model", 400, caller, "{}");
            await FailAsync("rejected by the provider", 422, caller, asking);
            await FailAsync("unknown key", 401, revoked, asking);
            await FailAsync("cap reached", 402, poor, asking);
            await FailAsync("model not allowed", 403, limited, asking);
            await FailAsync("unknown model", 404, caller, asking.Replace(GatewayHost.Frontier, "nobody/nothing", StringComparison.Ordinal));
            await FailAsync("unknown path", 404, caller, "{}", at: $"{path}/no/such");
            await FailAsync("another method", 405, caller, "{}", HttpMethod.Put);
            gateway.Alpha.Always(static _ => Replies.Html(500));
            await FailAsync("no provider answers", 502, caller, asking);
            gateway.ResetHealth(GatewayHost.Frontier);
            await slow.SendAsync(HttpMethod.Post, path, new StringContent("{}"));
            await FailAsync("rate", 429, slow, "{}");
        }

        await AnswerSchemas.ShouldConformAsync("errors", answers);
    }
}
