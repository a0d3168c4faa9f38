namespace JusInfer.Portal.Tests.TestKit.Upstreams.Billing;

/// <summary>Answers of Responses, with the usage of a bill.</summary>
internal static class BilledResponses
{
    public static Reply Answer(ProviderBill bill, bool stream)
    {
        var text = BillingProvider.TextOf(bill);
        var prompt = bill.Input + bill.CacheRead;
        var usage = $$$"""{"input_tokens":{{{prompt}}},"input_tokens_details":{"cached_tokens":{{{bill.CacheRead}}}}"""
            + $$$""","output_tokens":{{{bill.Output}}},"output_tokens_details":{"reasoning_tokens":{{{bill.Reasoning}}}}"""
            + $$""","total_tokens":{{prompt + bill.Output}}}""";
        var response = ResponsesWire.Response(ResponsesWire.Message(text), usage: usage);
        if (!stream) return Replies.Json(response);
        var completed = ResponsesWire.Event("response.completed", $",\"response\":{response}");
        return Replies.Sse(ResponsesWire.Numbered(ResponsesWire.Created + ResponsesWire.Text(0, text) + completed));
    }
}
