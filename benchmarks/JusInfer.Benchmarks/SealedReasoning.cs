using BenchmarkDotNet.Attributes;
using JusInfer.Portal.Gateway.Sealing;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.Reasoning;
using JusInfer.Portal.Gateway.Wire;
using Microsoft.AspNetCore.DataProtection;

namespace JusInfer.Benchmarks;

/// <summary>
/// One signature of reasoning of 2 KB, as models send it for a paragraph: sealed for a client of another dialect and opened again, and looked
/// up for a client of the same dialect.
/// </summary>
public class SealedReasoning
{
    private static readonly TeamId Team = TeamId.New(DateTimeOffset.UnixEpoch);
    private static readonly ReasoningMaker Maker = new("openai", "gpt-5");

    private readonly ReasoningSeals seals = new(new ProtectedPayloads(new EphemeralDataProtectionProvider()));
    private readonly SignatureOrigins origins = new();
    private readonly ReasoningSignature signature = new(ReasoningSignatureKind.ResponsesEncrypted, JsonText.From(new string('A', 2048))) { ItemId = "rs_1" };
    private JsonText seal;

    [GlobalSetup]
    public void SetUp()
    {
        seal = seals.Seal(Team, signature, Maker).Value;
        origins.AddMaker(SignatureOrigins.KeyOf(Team, signature.Value.Escaped), Maker);
    }

    [Benchmark]
    public bool Seal() => seals.Seal(Team, signature, Maker).Value.IsEmpty;

    [Benchmark]
    public bool Open() => seals.Open(Team, seal.Escaped) is not null;

    [Benchmark]
    public bool FindOrigin() => origins.Find(SignatureOrigins.KeyOf(Team, signature.Value.Escaped)).Maker is not null;
}
