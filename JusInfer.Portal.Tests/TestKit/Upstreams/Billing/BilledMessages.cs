namespace JusInfer.Portal.Tests.TestKit.Upstreams.Billing;

/// <summary>Answers of Messages, with the usage of a bill.</summary>
internal static class BilledMessages
{
    public static Reply Answer(ProviderBill bill, bool stream)
    {
        var text = BillingProvider.TextOf(bill);
        if (!stream) return Replies.Json(MessagesWire.Message($$"""{"type":"text","text":"{{text}}"}""", usage: Usage(bill, bill.Output)));
        const string Message = "\"id\":\"msg\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude\",\"content\":[]";
        const string Stop = "\"stop_reason\":null,\"stop_sequence\":null";
        var start = MessagesWire.Event(
            "message_start", $$$"""{"type":"message_start","message":{{{{Message}}},{{{Stop}}},"usage":{{{Usage(bill, 1)}}}}}""");
        const string Delta = "{\"stop_reason\":\"end_turn\",\"stop_sequence\":null}";
        var end = MessagesWire.Event(
            "message_delta", $$"""{"type":"message_delta","delta":{{Delta}},"usage":{{Usage(bill, bill.Output)}}}""");
        return Replies.Sse(start + MessagesWire.Text(0, text) + end + MessagesWire.Stop);
    }

    /// <summary>The counts beside <c>iterations</c> do not include the compaction's.</summary>
    private static string Usage(ProviderBill bill, long output)
    {
        var (for5m, for1h) = bill.ForAnHour ? (0, bill.CacheWrite) : (bill.CacheWrite, 0L);
        var counts = $"\"input_tokens\":{bill.Input},\"cache_read_input_tokens\":{bill.CacheRead}"
            + $",\"cache_creation_input_tokens\":{bill.CacheWrite},\"output_tokens\":{output}";
        const string Uncached = "\"cache_read_input_tokens\":0,\"cache_creation_input_tokens\":0";
        var iterations = bill.Compaction is not { } compaction ? ""
            : $$""","iterations":[{"type":"compaction","input_tokens":{{compaction.Input}},"output_tokens":{{compaction.Output}}"""
            + $$""",{{Uncached}}},{"type":"message",{{counts}}}]""";
        var lifetimes = $"\"ephemeral_5m_input_tokens\":{for5m},\"ephemeral_1h_input_tokens\":{for1h}";
        return $$$"""{{{{counts}}},"cache_creation":{{{{lifetimes}}}}{{{iterations}}}}""";
    }
}
