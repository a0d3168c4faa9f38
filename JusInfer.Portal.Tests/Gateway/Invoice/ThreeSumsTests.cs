using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Gateway.Invoice;

/// <summary>
/// Three sums of concurrent calls near a limit: the provider's invoice, the ledger and the limit. The ledger never exceeds the limit, the
/// invoice exceeds it by the cost of one call at most, and what the invoice has beyond the ledger is recorded as unbilled
/// (BerriAI/litellm#26672, BerriAI/litellm#40095: concurrent calls beyond a budget).
/// </summary>
public sealed class ThreeSumsTests(InvoiceHost host) : IClassFixture<InvoiceHost>
{
    private const decimal Limit = 0.5m;

    public static TheoryData<string, string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, string>();
            (string Door, string Model)[] doors =
            [
                ("chat", InvoiceHost.OpenAi), ("chat", InvoiceHost.Claude), ("messages", InvoiceHost.Claude),
                ("messages", InvoiceHost.OpenAi), ("responses", InvoiceHost.Responses), ("responses", InvoiceHost.Claude),
                ("gemini", InvoiceHost.Gemini), ("ollama", InvoiceHost.OpenAi),
            ];
            foreach (var (door, model) in doors)
            {
                foreach (var kind in (string[])[Prompts.Letters, Prompts.Digits, Prompts.Image, Prompts.ImageUrl, Prompts.Pdf])
                {
                    if (door == "ollama" && kind is Prompts.ImageUrl or Prompts.Pdf) continue;
                    if (door == "gemini" && kind == Prompts.ImageUrl) continue;
                    cases.Add(door, model, kind);
                }
            }

            cases.Add("chat", InvoiceHost.OpenAi, Prompts.Recording);
            cases.Add("chat", InvoiceHost.Gemini, Prompts.Recording);
            cases.Add("completions", InvoiceHost.Completing, Prompts.Letters);
            cases.Add("completions", InvoiceHost.Completing, Prompts.Digits);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_hundred_concurrent_calls_cost_the_operator_the_limit_and_one_call_at_most(string door, string model, string kind)
    {
        var (path, body) = Prompts.Of(door, model, kind);

        await ShouldAgreeAsync(model, path, body);
    }

    [Theory]
    [InlineData("\"n\":5")]
    [InlineData("\"best_of\":5")]
    [InlineData("\"n\":2,\"best_of\":5")]
    public async Task Choices_of_text_completions_are_held(string more)
    {
        var (path, body) = Prompts.Of("completions", InvoiceHost.Completing, Prompts.Letters, $",{more}");

        await ShouldAgreeAsync(InvoiceHost.Completing, path, body, limit: 0.05m);
        host[InvoiceHost.Completing].Bills[0].Choices.ShouldBe(5);
    }

    [Fact]
    public async Task Each_prompt_of_a_text_completion_has_an_answer_that_is_held()
    {
        var prompts = string.Join(',', Enumerable.Repeat("\"hello\"", 20));

        var body = $$"""{"model":"{{InvoiceHost.Completing}}","max_tokens":20,"n":2,"prompt":[{{prompts}}]}""";

        await ShouldAgreeAsync(InvoiceHost.Completing, "/v1/completions", body, limit: 0.05m);
        host[InvoiceHost.Completing].Bills[0].Choices.ShouldBe(40);
    }

    [Fact]
    public async Task Choices_of_a_chat_are_held()
    {
        var (path, body) = Prompts.Of("chat", InvoiceHost.OpenAi, Prompts.Letters, ",\"n\":5");

        await ShouldAgreeAsync(InvoiceHost.OpenAi, path, body, limit: 0.05m);
    }

    [Theory]
    [InlineData("\"max_tokens\":8192,\"max_completion_tokens\":1")]
    [InlineData("\"max_completion_tokens\":8192,\"max_tokens\":1")]
    [InlineData("\"max_completion_tokens\":null,\"max_tokens\":8192")]
    [InlineData("\"max_tokens\":1,\"n_predict\":8192")]
    [InlineData("\"n_predict\":1,\"max_tokens\":8192")]
    public async Task The_larger_of_two_limits_is_held_and_both_are_sent(string limits)
    {
        await ShouldAgreeAsync(InvoiceHost.Long, Caller.Completions, Caller.Asking(InvoiceHost.Long, extra: $",{limits}"));

        host.RequestsOf(InvoiceHost.Long).First().Text.ShouldEndWith($",{limits}}}");
    }

    [Theory]
    [InlineData("max_completion_tokens", "6000")]
    [InlineData("n_predict", "6000")]
    [InlineData("n_predict", "-1")]
    public async Task A_limit_of_money_lowers_both_limits_of_output(string other, string value)
    {
        var team = await host.Portal.SignUpAsync();
        var caller = await team.MintAsync(new { name = "capped", monthly_cap_usd = 0.06m });

        var body = Caller.Asking(InvoiceHost.Long, extra: $",\"max_tokens\":8192,\"{other}\":{value}");
        host.Clear(InvoiceHost.Long);
        (await caller.AskAsync(body)).ShouldBe(200);

        var sent = host.RequestsOf(InvoiceHost.Long).Single().Json;
        sent.GetProperty("max_tokens").GetInt32().ShouldBeInRange(3_000, 4_000);
        sent.GetProperty(other).GetInt32().ShouldBeInRange(3_000, 4_000);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_tokens_of_a_compaction_are_charged(bool stream)
    {
        var team = await host.Portal.SignUpAsync();
        var caller = await team.MintAsync();
        host.Clear(InvoiceHost.Claude);

        var answer = await caller.PostAsync("/v1/messages", Compacting(stream ? ",\"stream\":true" : ""));

        answer.ShouldBe(200);
        var receipt = await team.ReceiptAsync(answer.RequestId);
        host[InvoiceHost.Claude].Bills[^1].Compaction.ShouldNotBeNull();
        receipt.GetProperty("cost_usd").GetDecimal().ShouldBe(host[InvoiceHost.Claude].Invoice);
        receipt.GetProperty("cost_usd").GetDecimal().ShouldBeGreaterThan(0.2m);
    }

    [Fact]
    public Task A_compaction_is_held() => ShouldAgreeAsync(InvoiceHost.Claude, "/v1/messages", Compacting());

    /// <summary>A prompt of 60,000 tokens that is compacted before it is answered.</summary>
    private static string Compacting(string more = "")
    {
        const string Edits =
            """
            ,"context_management":{"edits":[{"type":"compact_20260112","trigger":{"type":"input_tokens","value":50000}}]}
            """;
        var text = new string('7', 60_000);
        return $$"""
            {"model":"{{InvoiceHost.Claude}}","max_tokens":100,"messages":[{"role":"user","content":"{{text}}"}]{{more}}{{Edits}}}
            """;
    }

    private Task ShouldAgreeAsync(string model, string path, string body, decimal limit = Limit) =>
        host.ShouldAgreeAsync(model, path, body, limit);
}
