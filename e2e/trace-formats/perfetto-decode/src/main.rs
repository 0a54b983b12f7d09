//! `perfetto-decode SCHEMA TRACE`: prints a Perfetto trace as JSON, or fails where a field is not in the schema.

use std::env;
use std::error::Error;
use std::fs;
use std::path::Path;

use protobuf::reflect::{FileDescriptor, MessageDescriptor, MessageRef, ReflectFieldRef, ReflectValueRef};
use protobuf_json_mapping::print_to_string;
use protobuf_parse::Parser;

const ROOT: &str = ".perfetto.protos.Trace";

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [schema, trace] = arguments.as_slice() else {
        return Err("usage: perfetto-decode SCHEMA TRACE".into());
    };
    let message = trace_type(Path::new(schema))?.parse_from_bytes(&fs::read(trace)?)?;
    refuse_unknown(&MessageRef::from(&*message), "Trace")?;
    println!("{}", print_to_string(&*message)?);
    Ok(())
}

/// The schema's root message.
fn trace_type(schema: &Path) -> Result<MessageDescriptor, Box<dyn Error>> {
    let folder = schema.parent().ok_or("the schema is in no folder")?;
    let set = Parser::new().pure().include(folder).input(schema).file_descriptor_set()?;
    let files = FileDescriptor::new_dynamic_fds(set.file, &[])?;
    let found = files.iter().find_map(|file| file.message_by_full_name(ROOT));
    Ok(found.ok_or("the schema has no Trace")?)
}

/// Fields that the schema does not have, at any depth, are an error: a reader would silently pass them over.
fn refuse_unknown(message: &MessageRef, path: &str) -> Result<(), Box<dyn Error>> {
    if let Some((number, _)) = message.unknown_fields_dyn().iter().next() {
        return Err(
            format!("{path} has a field {number} that the schema does not have, or of another type").into()
        );
    }
    for field in message.descriptor_dyn().fields() {
        let path = format!("{path}.{}", field.name());
        match field.get_reflect(&**message) {
            ReflectFieldRef::Optional(value) => {
                if let Some(ReflectValueRef::Message(inner)) = value.value() {
                    refuse_unknown(&inner, &path)?;
                }
            }
            ReflectFieldRef::Repeated(values) => {
                for value in &values {
                    if let ReflectValueRef::Message(inner) = value {
                        refuse_unknown(&inner, &path)?;
                    }
                }
            }
            ReflectFieldRef::Map(_) => {}
        }
    }
    Ok(())
}
