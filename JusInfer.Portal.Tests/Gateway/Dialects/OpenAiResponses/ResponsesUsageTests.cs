using System.Text.Json;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiResponses;

public sealed class ResponsesUsageTests
{
    [Fact]
    public void A_written_response_can_be_read()
    {
        var tokens = new TokenBuckets { InputUncached = 10, CacheRead = 20, CacheWrite5m = 30, OutputText = 40, OutputReasoning = 50 };

        UsageFields.Read(JsonElement.Parse(ResponsesUsage.Write(tokens))).Normalize(UsageConvention.OpenAi)
            .ShouldBe(new ReportedUsage(tokens));
    }
}
