namespace JusInfer.Portal.Tests.TestKit.Upstreams.Billing;

/// <summary>Answers of Chat Completions and text completions, with the usage of a bill.</summary>
internal static class BilledChat
{
    public static Reply Answer(ProviderBill bill, bool stream)
    {
        var events = EventsOf(bill);
        return stream ? Replies.Sse(string.Concat(events)) : Replies.Json(ChatSse.Completion(BillingProvider.TextOf(bill), Usage(bill)));
    }

    /// <summary>The events of a stream: its start, two halves of the text, its end, the report of the tokens.</summary>
    public static string[] EventsOf(ProviderBill bill)
    {
        var text = BillingProvider.TextOf(bill);
        var half = text.Length / 2;
        var end = ChatSse.Usage(Usage(bill)) + ChatSse.Done;
        return [ChatSse.Role(), ChatSse.Text(text[..half]), ChatSse.Text(text[half..]), ChatSse.Finish(), end];
    }

    public static Reply Completion(ProviderBill bill) => Replies.Json($$"""
        {"id":"cmpl","object":"text_completion","created":1763600000,"model":"m",
         "choices":[{"index":0,"text":"{{BillingProvider.TextOf(bill)}}","finish_reason":"stop"}],"usage":{{Usage(bill)}}}
        """);

    private static string Usage(ProviderBill bill)
    {
        var prompt = bill.Input + bill.CacheRead;
        return $$$"""{"prompt_tokens":{{{prompt}}},"completion_tokens":{{{bill.Output}}},"total_tokens":{{{prompt + bill.Output}}}"""
            + $$$""","prompt_tokens_details":{"cached_tokens":{{{bill.CacheRead}}}}"""
            + $$$""","completion_tokens_details":{"reasoning_tokens":{{{bill.Reasoning}}}}}""";
    }
}
