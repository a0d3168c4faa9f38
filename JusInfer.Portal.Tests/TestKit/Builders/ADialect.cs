using JusInfer.Portal.Gateway;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Compaction;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Sealing;
using JusInfer.Portal.Gateway.StoredResponses;
using JusInfer.Portal.Primitives.Threads;
using JusInfer.Portal.Tests.TestKit.Fakes;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging.Abstractions;

namespace JusInfer.Portal.Tests.TestKit.Builders;

/// <summary>The two sides of Responses in a gateway that stores no responses.</summary>
internal static class ADialect
{
    private static readonly GatewayOptions Options = new();

    public static readonly StoredResponseService NothingStored =
        new(new NoResponseStore(), new ResponseOptions { RetentionDays = 0 }, new BytesInFlight(Options),
            NullLogger<StoredResponseService>.Instance);

    private static readonly ProtectedPayloads Seals = new(new EphemeralDataProtectionProvider());

    public static readonly ResponsesClientDialect ResponsesClient = new(NothingStored, new ResponseRecall(NothingStored, new CompactionItems(Seals), Options, new ParsingLimiter(new DedicatedThreads()), new LargeBodyRate()), Seals);

    public static readonly ResponsesUpstream ResponsesUpstream = new(NothingStored);
}
