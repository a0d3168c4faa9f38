using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Answers;

/// <summary>An event whose data does not say of which type it is, in a dialect whose clients go by that.</summary>
internal static class UntypedEvent
{
    /// <summary>The data with the type that the event's name tells.</summary>
    public static byte[] Named(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data) =>
        new ObjectRewrite().Set("type", JsonSerializer.SerializeToUtf8Bytes(Encoding.UTF8.GetString(name))).Apply(data);

    /// <summary>
    /// What it means where it has no name either. Where it holds an error, as a server or a proxy tells it that does not know what it
    /// stands before, the upstream has died; where it does not, nobody misses it.
    /// </summary>
    public static EventOutcome Read(ReadOnlySpan<byte> data) =>
        UpstreamError.In(data) is var said && said != UpstreamError.Unexplained ? EventOutcome.Reported(said) : EventOutcome.Continues;
}
