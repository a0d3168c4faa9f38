using System.Text;
using System.Text.Json;

namespace JusInfer.Portal.Tests.TestKit.Upstreams.Billing;

/// <summary>
/// A provider that sends an invoice: it counts what it receives by published rules, whatever the gateway has estimated, and reports the
/// counts in the dialect of the request: Chat Completions, Responses, Messages, text completions. Gemini's rules apply at Google's endpoint
/// for Chat Completions (ai.google.dev/gemini-api/docs/openai). So a test compares three sums: this bill, the ledger and the limit.
/// </summary>
internal sealed class BillingProvider(BilledFamily family, BilledPrices prices)
{
    /// <summary>
    /// OpenAI's automatic cache, from 1,024 tokens on in steps of 128 (developers.openai.com/api/docs/guides/prompt-caching).
    /// </summary>
    private const int MinCachedTokens = 1_024;

    private readonly Lock gate = new();
    private readonly List<ProviderBill> bills = [];
    private readonly List<string> prompts = [];

    public BilledFamily Family => family;

    public BilledPrices Prices => prices;

    /// <summary>The tokens of an answer that no limit ends.</summary>
    public int AnswerTokens { get; init; } = 20;

    /// <summary>The tokens of reasoning that precede it, which no event shows.</summary>
    public int ReasoningTokens { get; init; }

    /// <summary>Prompts are cached.</summary>
    public bool Caches { get; init; }

    /// <summary>What it reports of what it bills.</summary>
    public Func<ProviderBill, ProviderBill> Report { get; set; } = static bill => bill;

    /// <summary>The bills of all calls.</summary>
    public IReadOnlyList<ProviderBill> Bills
    {
        get
        {
            lock (gate) return [.. bills];
        }
    }

    /// <summary>The sum of the invoice, USD.</summary>
    public decimal Invoice => Bills.Sum(static bill => bill.Usd);

    /// <summary>Starts a new invoice.</summary>
    public void Clear()
    {
        lock (gate) bills.Clear();
    }

    /// <summary>Bills no more than the tokens that were sent, as providers do that notice a closed connection.</summary>
    public void Stop(ProviderBill bill, long output)
    {
        lock (gate) bills[bills.IndexOf(bill)] = bill.StoppedAfter(output, prices);
    }

    public Reply Answer(UpstreamRequest request)
    {
        var body = request.Json;
        ProviderBill bill;
        try
        {
            lock (gate) bills.Add(bill = ProviderBill.Of(this, body, CachedOf(body)));
        }
        catch (Exception fault) when (fault is InvalidOperationException or KeyNotFoundException or FormatException or IndexOutOfRangeException)
        {
            // Real ones reject a field of another type too.
            return Replies.Error(400, """{"error":{"message":"A field has a wrong type.","type":"invalid_request_error"}}""");
        }

        bill = Report(bill);
        var stream = body.TryGetProperty("stream", out var given) && given.ValueKind == JsonValueKind.True;
        return request.Path switch
        {
            var path when path.Contains("/messages", StringComparison.Ordinal) => BilledMessages.Answer(bill, stream),
            var path when path.Contains("/responses", StringComparison.Ordinal) => BilledResponses.Answer(bill, stream),
            var path when path.Contains("/chat/", StringComparison.Ordinal) => BilledChat.Answer(bill, stream),
            _ => BilledChat.Completion(bill),
        };
    }

    /// <summary>The longest common prefix with an earlier prompt, or with Claude an earlier prompt up to its marker.</summary>
    private long CachedOf(JsonElement body)
    {
        if (!Caches) return 0;
        var prompt = new StringBuilder();
        foreach (var name in (string[])["tools", "system", "messages", "input"])
        {
            if (RequestFieldValues.Last(body, name) is { } value) prompt.Append(value.GetRawText());
        }

        var text = prompt.ToString();
        var tokens = BilledPrompt.Of(family, body);
        if (family == BilledFamily.Claude)
        {
            var isKnown = tokens.Marked.Tokens >= MinCachedTokens && prompts.Contains(text);
            prompts.Add(text);
            return isKnown ? tokens.Marked.Tokens : 0;
        }

        var common = prompts.Select(earlier => Common(earlier, text)).DefaultIfEmpty(0).Max();
        prompts.Add(text);
        var cached = (long)((double)common / text.Length * tokens.Tokens) / 128 * 128;
        return cached < MinCachedTokens ? 0 : cached;
    }

    private static int Common(string left, string right)
    {
        var length = 0;
        while (length < left.Length && length < right.Length && left[length] == right[length]) length++;
        return length;
    }

    /// <summary>The text of an answer, of which the gateway too counts four characters as a token.</summary>
    public static string TextOf(ProviderBill bill) => new('y', (int)Math.Min(4_000, 4 * bill.Text / bill.Choices));
}
