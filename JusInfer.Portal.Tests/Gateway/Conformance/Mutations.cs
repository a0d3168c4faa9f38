namespace JusInfer.Portal.Tests.Gateway.Conformance;

/// <summary>Creates invalid variants of bytes, the same ones for the same seed.</summary>
internal sealed class Mutations(int seed)
{
    private readonly Random random = new(seed);

    /// <summary>Characters with a meaning in JSON and in event streams.</summary>
    private static ReadOnlySpan<byte> SignificantBytes => "{}[]\",:\\0-1.eEtfnu \r\n"u8;

    public byte[] Mutate(byte[] bytes)
    {
        List<byte> mutated = [.. bytes];
        for (var i = random.Next(1, 4); i > 0 && mutated.Count > 0; i--) Change(mutated);
        return [.. mutated];
    }

    private void Change(List<byte> bytes)
    {
        var at = random.Next(bytes.Count);
        var length = Math.Min(random.Next(1, 40), bytes.Count - at);
        switch (random.Next(6))
        {
            case 0:
                bytes[at] = NextByte();
                break;
            case 1:
                bytes.Insert(at, NextByte());
                break;
            case 2:
                bytes.RemoveRange(at, length);
                break;
            case 3:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 4:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            default:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
        }
    }

    private byte NextByte() => random.Next(4) == 0 ? (byte)random.Next(256) : SignificantBytes[random.Next(SignificantBytes.Length)];
}
