using System.Collections.Immutable;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace JusInfer.Portal.Tests.Architecture;

/// <summary>
/// Reads from a built assembly which type uses which: base types, interfaces, fields, signatures, locals, attributes and every token in the
/// instructions, generic arguments too. Types that the compiler generates for async methods, iterators and lambdas count as the type that contains them.
/// </summary>
internal sealed class TypeUses : ISignatureTypeProvider<object?, object?>
{
    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields()
        .Select(field => field.GetValue(null)).OfType<OpCode>().ToDictionary(code => code.Value);

    private readonly MetadataReader metadata;
    private readonly PEReader image;
    private readonly HashSet<Use> uses = [];
    private string user = "";

    private TypeUses(PEReader image)
    {
        this.image = image;
        metadata = image.GetMetadataReader();
    }

    public static IReadOnlySet<Use> In(string assemblyFile)
    {
        using var stream = File.OpenRead(assemblyFile);
        using var portable = new PEReader(stream);
        var reader = new TypeUses(portable);
        foreach (var type in reader.metadata.TypeDefinitions) reader.Read(type);
        return reader.uses;
    }

    private void Read(TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        user = NameOf(Outermost(handle));
        Note(type.BaseType);
        foreach (var implemented in type.GetInterfaceImplementations()) Note(metadata.GetInterfaceImplementation(implemented).Interface);
        foreach (var field in type.GetFields()) metadata.GetFieldDefinition(field).DecodeSignature(this, null);
        foreach (var attribute in type.GetCustomAttributes()) NoteToken(metadata.GetCustomAttribute(attribute).Constructor);
        foreach (var method in type.GetMethods()) Read(metadata.GetMethodDefinition(method));
    }

    private void Read(MethodDefinition method)
    {
        method.DecodeSignature(this, null);
        foreach (var attribute in method.GetCustomAttributes()) NoteToken(metadata.GetCustomAttribute(attribute).Constructor);
        if (method.RelativeVirtualAddress == 0) return;
        var body = image.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil) metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(this, null);
        foreach (var region in body.ExceptionRegions) Note(region.CatchType);
        ReadInstructions(body.GetILReader());
    }

    private void ReadInstructions(BlobReader code)
    {
        while (code.RemainingBytes > 0)
        {
            var first = code.ReadByte();
            var opcode = OpCodesByValue[first == 0xFE ? unchecked((short)(0xFE00 | code.ReadByte())) : first];
            switch (opcode.OperandType)
            {
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                    NoteToken(MetadataTokens.EntityHandle(code.ReadInt32()));
                    break;
                case OperandType.InlineSwitch:
                    var branches = code.ReadInt32();
                    code.Offset += branches * sizeof(int);
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    code.Offset += sizeof(long);
                    break;
                case OperandType.InlineNone:
                    break;
                case OperandType.InlineVar:
                    code.Offset += sizeof(short);
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    code.Offset += sizeof(byte);
                    break;
                default:
                    code.Offset += sizeof(int);
                    break;
            }
        }
    }

    private void NoteToken(EntityHandle token)
    {
        switch (token.Kind)
        {
            case HandleKind.MethodDefinition:
                Note(metadata.GetMethodDefinition((MethodDefinitionHandle)token).GetDeclaringType());
                break;
            case HandleKind.FieldDefinition:
                Note(metadata.GetFieldDefinition((FieldDefinitionHandle)token).GetDeclaringType());
                break;
            case HandleKind.MemberReference:
                var member = metadata.GetMemberReference((MemberReferenceHandle)token);
                Note(member.Parent);
                if (member.GetKind() == MemberReferenceKind.Method) member.DecodeMethodSignature(this, null);
                else member.DecodeFieldSignature(this, null);
                break;
            case HandleKind.MethodSpecification:
                var specification = metadata.GetMethodSpecification((MethodSpecificationHandle)token);
                specification.DecodeSignature(this, null);
                NoteToken(specification.Method);
                break;
            default:
                Note(token);
                break;
        }
    }

    private void Note(EntityHandle type)
    {
        if (type.IsNil) return;
        switch (type.Kind)
        {
            case HandleKind.TypeDefinition:
                Note(NameOf(Outermost((TypeDefinitionHandle)type)));
                break;
            case HandleKind.TypeReference:
                var reference = metadata.GetTypeReference((TypeReferenceHandle)type);
                while (reference.ResolutionScope.Kind == HandleKind.TypeReference)
                    reference = metadata.GetTypeReference((TypeReferenceHandle)reference.ResolutionScope);
                Note($"{metadata.GetString(reference.Namespace)}.{metadata.GetString(reference.Name)}");
                break;
            case HandleKind.TypeSpecification:
                metadata.GetTypeSpecification((TypeSpecificationHandle)type).DecodeSignature(this, null);
                break;
        }
    }

    private void Note(string used) => uses.Add(new Use(user, used));

    private TypeDefinitionHandle Outermost(TypeDefinitionHandle handle)
    {
        while (metadata.GetTypeDefinition(handle).GetDeclaringType() is { IsNil: false } declaring) handle = declaring;
        return handle;
    }

    private string NameOf(TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        return $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
    }

    object? ISimpleTypeProvider<object?>.GetPrimitiveType(PrimitiveTypeCode typeCode) => null;

    object? ISimpleTypeProvider<object?>.GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
    {
        Note(handle);
        return null;
    }

    object? ISimpleTypeProvider<object?>.GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
    {
        Note(handle);
        return null;
    }

    object? ISignatureTypeProvider<object?, object?>.GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind)
    {
        Note(handle);
        return null;
    }

    object? ISZArrayTypeProvider<object?>.GetSZArrayType(object? elementType) => null;

    object? IConstructedTypeProvider<object?>.GetGenericInstantiation(object? genericType, ImmutableArray<object?> typeArguments) => null;

    object? IConstructedTypeProvider<object?>.GetArrayType(object? elementType, ArrayShape shape) => null;

    object? IConstructedTypeProvider<object?>.GetByReferenceType(object? elementType) => null;

    object? IConstructedTypeProvider<object?>.GetPointerType(object? elementType) => null;

    object? ISignatureTypeProvider<object?, object?>.GetFunctionPointerType(MethodSignature<object?> signature) => null;

    object? ISignatureTypeProvider<object?, object?>.GetGenericMethodParameter(object? genericContext, int index) => null;

    object? ISignatureTypeProvider<object?, object?>.GetGenericTypeParameter(object? genericContext, int index) => null;

    object? ISignatureTypeProvider<object?, object?>.GetModifiedType(object? modifier, object? unmodifiedType, bool isRequired) => null;

    object? ISignatureTypeProvider<object?, object?>.GetPinnedType(object? elementType) => null;
}

/// <summary>One type's use of another, both by full name.</summary>
internal readonly record struct Use(string User, string Used);
