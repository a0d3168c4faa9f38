using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using JusInfer.Portal.Primitives.Json;

namespace JusInfer.Portal.Primitives;

/// <summary>The kind of object that an id identifies. Defines the prefix of the id's text.</summary>
internal interface IIdKind
{
    static abstract string Prefix { get; }
}

/// <summary>
/// A UUIDv7 (RFC 9562) of a kind of object: ids of two kinds do not compare, assign or parse into each other.
/// Its text is the prefix and 32 hexadecimal digits, for example <c>key_019f3c…</c>. Ids sort by time of creation.
/// </summary>
[JsonConverter(typeof(IdJsonConverter))]
internal readonly record struct Id<TKind>(Guid Value) : IParsable<Id<TKind>>, IComparable<Id<TKind>>
    where TKind : IIdKind
{
    public static Id<TKind> New(DateTimeOffset now) => new(Uuid.Create(now));

    /// <summary>A new id that sorts after another one, even if both are made in the same millisecond or the clock was set back.</summary>
    public static Id<TKind> NewAfter(Id<TKind> previous, DateTimeOffset now)
    {
        var id = New(now);
        if (id.CompareTo(previous) > 0) return id;
        Span<byte> bytes = stackalloc byte[16];
        previous.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteUInt128BigEndian(bytes, BinaryPrimitives.ReadUInt128BigEndian(bytes) + 1);
        return new Id<TKind>(new Guid(bytes, bigEndian: true));
    }

    public static Id<TKind> Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var id) ? id : throw new FormatException($"'{s}' is not an id that begins with {TKind.Prefix}.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Id<TKind> result)
    {
        if (s is not null && s.StartsWith(TKind.Prefix, StringComparison.Ordinal)
            && Guid.TryParseExact(s.AsSpan(TKind.Prefix.Length), "N", out var value))
        {
            result = new Id<TKind>(value);
            return true;
        }

        result = default;
        return false;
    }

    public static bool TryParse([NotNullWhen(true)] string? s, out Id<TKind> result) => TryParse(s, null, out result);

    public int CompareTo(Id<TKind> other) => Value.CompareTo(other.Value);

    public override string ToString() => string.Create(TKind.Prefix.Length + 32, Value, static (text, value) =>
    {
        TKind.Prefix.CopyTo(text);
        value.TryFormat(text[TKind.Prefix.Length..], out _, "N");
    });
}
