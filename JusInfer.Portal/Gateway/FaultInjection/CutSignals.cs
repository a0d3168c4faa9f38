using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace JusInfer.Portal.Gateway.FaultInjection;

/// <summary>
/// The signals that cut the connection of a call to its provider when somebody asks for it, and not at a byte offset. They exist in this process only: a
/// call that another node answers is not cut. Thread-safe.
/// </summary>
internal sealed class CutSignals
{
    private const int NameBytes = 16;

    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdef");

    private readonly ConcurrentDictionary<string, CutSignal> open = new(StringComparer.Ordinal);

    /// <summary>Creates a signal, which the caller disposes after the call.</summary>
    public CutSignal Open()
    {
        var name = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(NameBytes));
        return open[name] = new CutSignal(name, () => open.TryRemove(name, out _));
    }

    /// <summary>Null if there is no such signal in this process.</summary>
    public CutSignal? Find(string name) => open.GetValueOrDefault(name);

    /// <summary>Whether a text can be the name of a signal.</summary>
    public static bool IsName(ReadOnlySpan<char> text) => text.Length == 2 * NameBytes && !text.ContainsAnyExcept(Hexadecimal);
}

/// <summary>Cuts the connections that wait for it, once.</summary>
internal sealed class CutSignal(string name, Action close) : IDisposable
{
    private readonly TaskCompletionSource cut = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Name => name;

    /// <summary>Completes when the connection is to be cut.</summary>
    public Task Requested => cut.Task;

    public void Cut() => cut.TrySetResult();

    public void Dispose() => close();
}
