using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Responses;

/// <summary>An event whose data has no type, in a dialect whose clients require it.</summary>
internal static class UntypedEvent
{
    /// <summary>Adds the name of the event to the data as its type.</summary>
    public static byte[] Named(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data) =>
        new ObjectRewrite().Set("type", JsonSerializer.SerializeToUtf8Bytes(Encoding.UTF8.GetString(name))).Apply(data);

    /// <summary>
    /// Reads an event without a type and a name. If the data is an error, as from a server or a proxy that does not know the dialect, the
    /// answer has failed. Any other data is ignored.
    /// </summary>
    public static EventOutcome Read(ReadOnlySpan<byte> data) =>
        UpstreamError.In(data) is var error && error != UpstreamError.Unexplained ? EventOutcome.Reported(error) : EventOutcome.Continues;
}
