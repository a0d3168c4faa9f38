using System.Buffers.Binary;
using System.Numerics;

namespace JusInfer.Portal.Routing.Sessions;

/// <summary>A hash of bytes that continues a previous hash. Fast and not cryptographic: a collision costs a wrong record, never an answer.</summary>
internal static class ChainHash
{
    private const ulong Multiplier = 0x9E3779B97F4A7C15;

    public const ulong Start = 0x243F6A8885A308D3;

    public static ulong Next(ulong hash, ReadOnlySpan<byte> bytes)
    {
        hash = Mix(hash ^ (ulong)bytes.Length);
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..]) hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        if (bytes.IsEmpty) return hash;

        var rest = 0ul;
        foreach (var value in bytes) rest = (rest << 8) | value;
        return Mix(hash ^ rest);
    }

    private static ulong Mix(ulong value)
    {
        value *= Multiplier;
        return BitOperations.RotateLeft(value, 29) ^ (value >> 17);
    }
}
