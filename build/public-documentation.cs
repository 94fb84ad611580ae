// Run by pack.sh: ASSEMBLY. Leaves in the documentation file beside it what is public or protected: nobody outside reads the rest.
#:property PublishAot=false
#:property GenerateDocumentationFile=false
#:property AnalysisLevel=latest
#:property EnforceCodeStyleInBuild=false

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using System.Xml.Linq;

string file = Path.ChangeExtension(args[0], ".xml");
XDocument document = XDocument.Load(file, LoadOptions.PreserveWhitespace);
AssemblyLoadContext context = new("documented");
context.Resolving += (documented, name) =>
    documented.LoadFromAssemblyPath(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(args[0])!, name.Name + ".dll")));
HashSet<string> visible = [.. context.LoadFromAssemblyPath(Path.GetFullPath(args[0])).GetTypes()
    .Where(type => type.IsVisible).SelectMany(Ids)];
XElement[] members = [.. document.Descendants("member")];
foreach (XElement member in members.Where(member => !visible.Contains(Id(member.Attribute("name")!.Value))))
{
    if (member.PreviousNode is XText space) { space.Remove(); }
    member.Remove();
}

HashSet<string> kept = [.. document.Descendants("member").Select(member => member.Attribute("name")!.Value)];
string[] dangling = [.. document.Descendants("inheritdoc").Select(source => source.Attribute("cref")?.Value).OfType<string>()
    .Where(target => members.Any(member => member.Attribute("name")!.Value == target) && !kept.Contains(target))];
if (kept.Count == 0 || dangling.Length > 0)
{
    throw new InvalidDataException(
        $"{file}: {kept.Count} public members; text that comes from private ones: {string.Join(", ", dangling)}");
}

long size = new FileInfo(file).Length;
document.Save(file, SaveOptions.DisableFormatting);
Console.WriteLine(
    $"{Path.GetRelativePath(".", file)}: {kept.Count} of {members.Length} members, {new FileInfo(file).Length} of {size} bytes");

// A name as in the documentation file; for methods and indexers with the number of parameters in place of their types.
static IEnumerable<string> Ids(Type type)
{
    const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
    string name = type.FullName!.Replace('+', '.');
    yield return "T:" + name;
    foreach (FieldInfo field in type.GetFields(All)
        .Where(field => field.IsPublic || (!type.IsSealed && (field.IsFamily || field.IsFamilyOrAssembly))))
    {
        yield return $"F:{name}.{field.Name}";
    }

    foreach (MethodBase method in type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All)).Where(IsVisible))
    {
        yield return $"M:{name}.{method.Name.Replace('.', '#')}({method.GetParameters().Length})";
    }

    foreach (PropertyInfo property in type.GetProperties(All).Where(property => property.GetAccessors(true).Any(IsVisible)))
    {
        int parameters = property.GetIndexParameters().Length;
        yield return $"P:{name}.{property.Name}" + (parameters == 0 ? "" : $"({parameters})");
    }

    foreach (EventInfo happening in type.GetEvents(All).Where(happening => IsVisible(happening.AddMethod!)))
    {
        yield return $"E:{name}.{happening.Name}";
    }
}

static bool IsVisible(MethodBase method) =>
    method.IsPublic || (!method.DeclaringType!.IsSealed && (method.IsFamily || method.IsFamilyOrAssembly));

static string Id(string id)
{
    string name = Regex.Replace(id.Split('(')[0], "``[0-9]+$", "");
    if (name == id && id[0] != 'M') { return id; }
    int start = id.IndexOf('(', StringComparison.Ordinal);
    string parameters = start < 0 ? "" : id[(start + 1)..id.LastIndexOf(')')];
    int depth = 0;
    int count = parameters.Length == 0 ? 0 : 1;
    foreach (char c in parameters)
    {
        depth += c is '{' or '(' or '[' ? 1 : c is '}' or ')' or ']' ? -1 : 0;
        count += c == ',' && depth == 0 ? 1 : 0;
    }

    return $"{name}({count})";
}
