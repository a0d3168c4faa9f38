using System.Buffers.Binary;
using System.Security.Cryptography;

namespace JusInfer.Portal.Primitives;

/// <summary>
/// Creates UUIDs of version 7 (RFC 9562, section 5.7) as <see cref="Guid.CreateVersion7(DateTimeOffset)"/> does. That asks the system for
/// random bits each time: with it, nearly every call read <c>/dev/urandom</c> once. Here one draw is for 64 ids of a thread.
/// </summary>
internal static class Uuid
{
    private const int RandomBytes = 10;

    private const int Draw = 64 * RandomBytes;

    [ThreadStatic]
    private static byte[]? random;

    [ThreadStatic]
    private static int used;

    /// <param name="now">A time since 1970.</param>
    public static Guid Create(DateTimeOffset now)
    {
        var bits = NextBits();
        var milliseconds = checked((ulong)now.ToUnixTimeMilliseconds());
        Span<byte> bytes = stackalloc byte[16];
        var (few, many) = (BinaryPrimitives.ReadUInt16LittleEndian(bits), BinaryPrimitives.ReadUInt64LittleEndian(bits[2..]));
        BinaryPrimitives.WriteUInt64BigEndian(bytes, (milliseconds << 16) | 0x7000 | (few & 0xfffu));
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], (many >> 2) | (1UL << 63));
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>Bits that no other id has been made of.</summary>
    private static ReadOnlySpan<byte> NextBits()
    {
        random ??= new byte[Draw];
        if (used % Draw == 0)
        {
            RandomNumberGenerator.Fill(random);
            used = 0;
        }

        var bits = random.AsSpan(used, RandomBytes);
        used += RandomBytes;
        return bits;
    }
}
