using System.Buffers.Binary;
using System.Buffers.Text;

namespace JusInfer.Portal.Gateway.Translation.Media;

/// <summary>
/// The width and height of an image, from the head of its format. A caller writes the head, so it counts only if all decoders read the same
/// size in it: one with a second head, or with what decoders skip differently, has none. Decodes only the bytes that it needs.
/// </summary>
internal readonly ref struct ImageSize
{
    /// <summary>More chunks, segments or blocks than precede the first frame. Each costs a few bytes of decoding.</summary>
    private const int MaxParts = 1_000;

    /// <summary>The signature of a PNG and its first chunk.</summary>
    private const int MaxHeadBytes = 33;

    private readonly ReadOnlySpan<byte> base64;

    private ImageSize(ReadOnlySpan<byte> base64) => this.base64 = base64;

    /// <param name="base64">The image in the standard alphabet, without white space.</param>
    /// <returns>The size in pixels; null if the format is none that models see, or the head is not well-formed.</returns>
    public static (int Width, int Height)? Read(ReadOnlySpan<byte> base64)
    {
        var image = new ImageSize(base64);
        var size = MediaTypes.OfImage(base64) switch
        {
            "image/png" => image.OfPng(),
            "image/gif" => image.OfGif(),
            "image/webp" => image.OfWebP(),
            "image/jpeg" => image.OfJpeg(),
            _ => default,
        };
        return size is ( > 0, > 0) ? size : null;
    }

    /// <summary>The chunk IHDR, which is the first one. Pillow reads another one before the data as well, and takes its size.</summary>
    private (int Width, int Height) OfPng()
    {
        Span<byte> head = stackalloc byte[MaxHeadBytes];
        if (!TryDecode(0, head) || !head[8..].StartsWith("\0\0\0\rIHDR"u8)) return default;
        if (Crc32(head[12..29]) != BinaryPrimitives.ReadUInt32BigEndian(head[29..])) return default;
        Span<byte> chunk = stackalloc byte[8];
        var at = (long)MaxHeadBytes;
        for (var count = 0; count < MaxParts && TryDecode(at, chunk); count++)
        {
            if (chunk[4..].SequenceEqual("IDAT"u8))
                return (BinaryPrimitives.ReadInt32BigEndian(head[16..]), BinaryPrimitives.ReadInt32BigEndian(head[20..]));
            if (chunk[4..].SequenceEqual("IHDR"u8)) return default;
            at += 12L + BinaryPrimitives.ReadUInt32BigEndian(chunk);
        }

        return default;
    }

    /// <summary>The canvas, or the first frame where it is larger: Pillow enlarges the canvas, and browsers do not.</summary>
    private (int Width, int Height) OfGif()
    {
        Span<byte> head = stackalloc byte[13];
        if (!TryDecode(0, head)) return default;
        Span<byte> frame = stackalloc byte[9];
        var block = frame[..1];
        var at = 13L + ((head[10] & 0x80) == 0 ? 0 : 3 << ((head[10] & 7) + 1));
        for (var count = 0; count < MaxParts && TryDecode(at, block); count++)
        {
            if (block[0] == 0x2c)
            {
                return TryDecode(at, frame)
                    ? (Math.Max(Int16(head[6..]), Int16(frame[1..]) + Int16(frame[5..])),
                        Math.Max(Int16(head[8..]), Int16(frame[3..]) + Int16(frame[7..])))
                    : default;
            }

            if (block[0] != 0x21) return default;
            for (at += 2; count < MaxParts && TryDecode(at, block); count++)
            {
                at += 1 + block[0];
                if (block[0] == 0) break;
            }
        }

        return default;
    }

    /// <summary>RFC 9649: the frame, or the canvas where it is larger. None of an animation.</summary>
    private (int Width, int Height) OfWebP()
    {
        Span<byte> chunk = stackalloc byte[18];
        if (!TryDecode(0, chunk) || !chunk[8..].StartsWith("WEBP"u8)) return default;
        var (at, canvas) = (12L, (Width: 0, Height: 0));
        for (var count = 0; count < MaxParts && TryDecode(at, chunk); count++)
        {
            var name = chunk[..4];
            var data = chunk[8..];
            if (name.SequenceEqual("VP8 "u8))
            {
                if ((data[0] & 1) != 0 || !data[3..].StartsWith((ReadOnlySpan<byte>)[0x9d, 0x01, 0x2a])) return default;
                return Max(canvas, (Int16(data[6..]) & 0x3fff, Int16(data[8..]) & 0x3fff));
            }

            if (name.SequenceEqual("VP8L"u8))
            {
                var bits = BinaryPrimitives.ReadUInt32LittleEndian(data[1..]);
                return data[0] == 0x2f ? Max(canvas, (1 + (int)(bits & 0x3fff), 1 + (int)((bits >> 14) & 0x3fff))) : default;
            }

            // A canvas is first, and an image without one is a single chunk.
            if (name.SequenceEqual("VP8X"u8) != (count == 0) || name.StartsWith("ANI"u8) || name.StartsWith("ANM"u8)) return default;
            if (count == 0) canvas = (1 + Int24(data[4..]), 1 + Int24(data[7..]));
            var size = (long)BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            at += 8 + size + (size & 1);
        }

        return default;
    }

    /// <summary>
    /// The size in the frame header, behind segments of any length (ITU T.81, annex B): the only one before the first scan. Decoders differ
    /// in how they skip markers that belong elsewhere.
    /// </summary>
    private (int Width, int Height) OfJpeg()
    {
        Span<byte> segment = stackalloc byte[10];
        var (at, frame) = (2L, (Width: 0, Height: 0));
        for (var count = 0; count < MaxParts && TryDecode(at, segment); count++)
        {
            if (segment[0] != 0xff) return default;
            if (segment[1] == 0xff)
            {
                at++;
                continue;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(segment[2..]);
            switch (segment[1])
            {
                case 0xda:
                    return frame;
                case >= 0xc0 and <= 0xcf and not (0xc4 or 0xc8 or 0xcc):
                    if (frame != default || length != 8 + (3 * segment[9])) return default;
                    frame = (BinaryPrimitives.ReadUInt16BigEndian(segment[7..]), BinaryPrimitives.ReadUInt16BigEndian(segment[5..]));
                    break;
                case 0xc4 or 0xcc or 0xdb or 0xdd or 0xfe or (>= 0xe0 and <= 0xef) when length >= 2:
                    break;
                default:
                    return default;
            }

            at += 2 + length;
        }

        return default;
    }

    private static (int Width, int Height) Max((int Width, int Height) left, (int Width, int Height) right) =>
        (Math.Max(left.Width, right.Width), Math.Max(left.Height, right.Height));

    private static int Int16(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static int Int24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);

    /// <summary>The checksum of a PNG's chunk (ISO 3309).</summary>
    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        const uint Polynomial = 0xedb8_8320;
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) == 0 ? 0 : Polynomial);
        }

        return ~crc;
    }

    /// <summary>Decodes the bytes at an offset.</summary>
    private bool TryDecode(long offset, Span<byte> bytes)
    {
        Span<byte> groups = stackalloc byte[MaxHeadBytes + 6];
        var (first, skipped) = (offset / 3 * 4, (int)(offset % 3));
        var length = (skipped + bytes.Length + 2) / 3 * 4;
        if (first > base64.Length - length) return false;
        Base64.DecodeFromUtf8(base64.Slice((int)first, length), groups, out _, out var written, isFinalBlock: true);
        if (written < skipped + bytes.Length) return false;
        groups.Slice(skipped, bytes.Length).CopyTo(bytes);
        return true;
    }
}
